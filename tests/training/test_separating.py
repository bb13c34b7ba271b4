import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from facevae.data.faceset import FaceSet
from facevae.latents.codec import Codec
from facevae.models.erasure import eraser
from facevae.models.vae import VAE
from facevae.training.separating import _apart, fold
from tests.training.conftest import TINY

PARTS = {"identity_dim": 8, "expression_dim": 4, "latent_dim": 16, "expression_weight": 500.0}


def read(name: str, part: str) -> float:
    """How well a linear reader tells the expression of the training faces from a part; 0..1."""
    codec, face_set = Codec.load(name), FaceSet.open("faces")
    rows = face_set.rows("train")
    z = codec.encode(face_set.pixels[rows]).mu[:, codec.parts[part]]
    said = face_set.column("expression").to_numpy()[rows].astype(str)
    return LogisticRegression(max_iter=500, class_weight="balanced").fit(z, said).score(z, said)


def test_a_separated_model_keeps_the_expression_out_of_the_identity_part(train):
    together = train("together", steps=100, **PARTS)
    apart = train("apart", steps=100, separation_weight=100.0, **PARTS)
    assert read(apart.name, "identity") < 0.6 * read(together.name, "identity")
    assert read(apart.name, "expression") > 0.25  # of eight


def test_a_folded_map_is_the_map_of_mu():
    from facevae.training.presets import configure

    torch.manual_seed(0)
    config, _ = configure("article", {**TINY, "identity_dim": 8, "latent_dim": 16})
    model, x = VAE(config).eval(), torch.rand(64, config.channels, config.size, config.size)
    with torch.inference_mode():
        before = model.encode(x)
    matrix, mean = eraser(before.mu[:, :8].clone(), torch.rand(64, 3))
    fold(model, "identity", matrix, mean)
    with torch.inference_mode():
        after = model.encode(x)
    expected = (before.mu[:, :8].double() - mean) @ matrix.T + mean
    torch.testing.assert_close(after.mu[:, :8].double(), expected, atol=1e-4, rtol=1e-4)
    assert torch.equal(after.mu[:, 8:], before.mu[:, 8:]) and torch.equal(after.logvar, before.logvar)


def test_sets_are_told_apart():
    label = torch.eye(2)[torch.tensor([0, 1, 1, 0, 0, 1])]
    columns = _apart(label, torch.tensor([0, 0, 0, 1, 1, 1]))
    assert columns.shape == (6, 4)
    assert np.allclose(columns.sum(0), 0, atol=1e-6)
    assert not columns[:3, 2:].any() and not columns[3:, :2].any()
