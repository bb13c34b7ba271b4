import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from facevae.data.faceset import FaceSet
from facevae.latents.codec import Codec
from facevae.models.vae import VAE
from facevae.training.presets import configure
from facevae.training.separating import apart, untie
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


def test_only_the_mean_of_that_part_is_changed():
    torch.manual_seed(0)
    config, _ = configure("article", {**TINY, "identity_dim": 8, "latent_dim": 16})
    model, x = VAE(config).eval(), torch.rand(400, config.channels, config.size, config.size)
    concept = (x.mean((1, 2, 3)) > 0.5).double()[:, None]
    with torch.inference_mode():
        before, features = model.encode(x), model.encoder[:-1](2 * x - 1)
    untie(model, "identity", features.clone(), concept)
    with torch.inference_mode():
        after = model.encode(x)
    centred = concept - concept.mean(0)
    tied, left = ((part.mu[:, :8].double().T @ centred / len(x)).abs().max() for part in (before, after))
    assert left < 1e-3 * tied
    torch.testing.assert_close(after.mu[:, :8].mean(0), before.mu[:, :8].mean(0), atol=1e-4, rtol=0)
    assert torch.equal(after.mu[:, 8:], before.mu[:, 8:]) and torch.equal(after.logvar, before.logvar)


def test_sets_are_toldapart():
    label = torch.eye(2)[torch.tensor([0, 1, 1, 0, 0, 1])]
    columns = apart(label, torch.tensor([0, 0, 0, 1, 1, 1]))
    assert columns.shape == (6, 4)
    assert np.allclose(columns.sum(0), 0, atol=1e-6)
    assert not columns[:3, 2:].any() and not columns[3:, :2].any()
