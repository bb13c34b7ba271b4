"""Vectors from which a concept was taken: no linear reader finds it, and little else has changed."""

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from facevae.models.erasure import eraser


def planted(count: int = 6000):
    """Forty features, the ten vectors made of them, and two labels of three classes that both tell."""
    rng = np.random.default_rng(0)
    erased, kept = rng.integers(0, 3, (2, count))
    features = rng.standard_normal((count, 40)) @ rng.standard_normal((40, 40))
    features += 6 * rng.standard_normal((3, 40))[erased] + 6 * rng.standard_normal((3, 40))[kept]
    vectors = features @ rng.standard_normal((40, 10))
    return torch.from_numpy(features), torch.from_numpy(vectors), erased, kept


def score(x: torch.Tensor, label: np.ndarray) -> float:
    """How often a linear reader of one half is right on the other; chance is a third."""
    half = len(x) // 2
    x = (x - x.mean(0)) / x.std(0)
    reader = LogisticRegression(max_iter=500).fit(x[:half].numpy(), label[:half])
    return reader.score(x[half:].numpy(), label[half:])


def untied(features, vectors, label):
    matrix = eraser(features, vectors, torch.eye(3, dtype=torch.float64)[torch.from_numpy(label)])
    return vectors - (features - features.mean(0)) @ matrix.T


def test_no_linear_reader_finds_what_was_erased_and_the_rest_stays():
    features, vectors, erased, kept = planted()
    after = untied(features, vectors, erased)
    assert score(vectors, erased) > 0.6 and score(vectors, kept) > 0.6
    assert score(after, erased) < 0.38
    assert score(after, kept) > score(vectors, kept) - 0.03


def test_class_means_are_equal_and_no_dimension_is_lost():
    features, vectors, erased, _ = planted()
    after = untied(features, vectors, erased)
    means = torch.stack([after[erased == number].mean(0) for number in range(3)])
    torch.testing.assert_close(means, vectors.mean(0).expand_as(means), atol=1e-6, rtol=0)
    assert int(torch.linalg.matrix_rank(after - after.mean(0), rtol=1e-6)) == 10


def test_it_holds_for_faces_it_was_not_learned_from():
    features, vectors, erased, _ = planted()
    learned = torch.arange(len(features)) < 3000
    concept = torch.eye(3, dtype=torch.float64)[torch.from_numpy(erased)]
    matrix = eraser(features[learned], vectors[learned], concept[learned])
    after = vectors - (features - features[learned].mean(0)) @ matrix.T
    assert score(after[~learned], erased[~learned.numpy()]) < 0.4


def test_what_is_not_tied_stays_as_it_is():
    features, vectors, _, _ = planted()
    chance = np.random.default_rng(1).integers(0, 3, len(features))
    moved = (untied(features, vectors, chance) - vectors).square().sum() / vectors.var(0).sum() / len(vectors)
    assert moved < 0.03
