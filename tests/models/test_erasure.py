"""Vectors from which a concept was taken: no linear reader finds it, and little else has changed."""

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from facevae.models.erasure import eraser


def planted(count: int = 6000) -> tuple[torch.Tensor, np.ndarray, np.ndarray]:
    """Vectors of twelve numbers that tell two labels of three classes each."""
    rng = np.random.default_rng(0)
    erased, kept = rng.integers(0, 3, (2, count))
    x = rng.standard_normal((count, 12)) @ rng.standard_normal((12, 12))
    x += 3 * rng.standard_normal((3, 12))[erased] + 3 * rng.standard_normal((3, 12))[kept]
    return torch.from_numpy(x), erased, kept


def score(x: torch.Tensor, label: np.ndarray) -> float:
    half = len(x) // 2
    reader = LogisticRegression(max_iter=500).fit(x[:half].numpy(), label[:half])
    return reader.score(x[half:].numpy(), label[half:])


def test_no_linear_reader_finds_what_was_erased():
    x, erased, kept = planted()
    matrix, mean = eraser(x, torch.eye(3)[torch.from_numpy(erased)])
    after = (x - mean) @ matrix.T + mean
    assert score(x, erased) > 0.8 and score(x, kept) > 0.8
    assert score(after, erased) < 0.38  # chance: 0.33
    assert score(after, kept) > score(x, kept) - 0.08


def test_class_means_are_equal_and_only_as_many_directions_go_as_the_classes_span():
    x, erased, _ = planted()
    matrix, mean = eraser(x, torch.eye(3)[torch.from_numpy(erased)])
    after = (x - mean) @ matrix.T + mean
    means = torch.stack([after[erased == number].mean(0) for number in range(3)])
    torch.testing.assert_close(means, mean.expand_as(means), atol=1e-4, rtol=0)
    assert int(torch.linalg.matrix_rank(matrix, rtol=1e-8)) == 10


def test_nothing_moves_further_than_it_must():
    """An orthogonal projection erases as well, but moves the vectors further."""
    x, erased, _ = planted()
    concept = torch.eye(3, dtype=torch.float64)[torch.from_numpy(erased)]
    matrix, mean = eraser(x, concept)
    tied = (x - mean).T @ (concept - concept.mean(0)) / len(x)
    away = torch.linalg.svd(tied, full_matrices=False)[0][:, :2]
    orthogonal = torch.eye(12, dtype=torch.float64) - away @ away.T
    assert float((tied.T @ orthogonal).abs().max()) < 1e-9  # it does erase
    moved, further = ((x - mean) @ (torch.eye(12) - map_).T for map_ in (matrix, orthogonal))
    assert moved.square().sum() < further.square().sum()


def test_a_direction_that_never_varies_stays():
    x, erased, _ = planted(500)
    x = torch.cat([x, torch.full((500, 1), 2.0, dtype=x.dtype)], 1)
    matrix, mean = eraser(x, torch.eye(3)[torch.from_numpy(erased)])
    after = (x - mean) @ matrix.T + mean
    assert after.isfinite().all() and torch.allclose(after[:, -1], torch.tensor(2.0, dtype=x.dtype))
