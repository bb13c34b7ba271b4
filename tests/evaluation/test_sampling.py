import numpy as np
import pytest
import torch

from facevae.data.generated.making import make
from facevae.errors import FaceSetError
from facevae.evaluation.sampling import compare, frechet, two_sample
from facevae.latents.codec import Codec, Encoded
from facevae.models.config import ModelConfig
from facevae.models.priors import flow
from facevae.models.registry import PRIORS
from facevae.models.vae import VAE
from facevae.training.checkpoint import load_folder, write

RNG = np.random.default_rng


def test_the_frechet_distance_of_independent_gaussians_in_closed_form():
    spread = np.array([1.0, 2.0, 0.5])
    first = RNG(0).standard_normal((200_000, 3)) * spread
    second = RNG(1).standard_normal((200_000, 3)) + np.array([1.0, 0.0, 0.0])
    assert frechet(first, second) == pytest.approx(1 + ((spread - 1) ** 2).sum(), rel=0.02)
    assert frechet(first, first) == pytest.approx(0, abs=1e-9)


def test_it_sees_a_correlation():
    """Covariances I and with correlation r: 2 + 2 - 2 (sqrt(1 + r) + sqrt(1 - r))."""
    first = RNG(0).standard_normal((200_000, 2))
    second = np.stack([first[:, 0], 0.8 * first[:, 0] + 0.6 * first[:, 1]], 1)
    assert frechet(first, second) == pytest.approx(4 - 2 * (1.8**0.5 + 0.2**0.5), rel=0.03)


def test_a_classifier_tells_what_is_different_and_guesses_what_is_alike():
    first, second = RNG(0).standard_normal((400, 4)), RNG(1).standard_normal((400, 4))
    assert two_sample(first, second) == pytest.approx(0.5, abs=0.06)
    assert two_sample(first, second + 4) > 0.98


class TwoKinds:
    """Stands for a codec whose latents lie in two clusters, each as wide as 0.3."""

    config = ModelConfig(latent_dim=2)

    class checkpoint:
        name = "two kinds"

    def encode(self, pictures: np.ndarray) -> Encoded:
        side = np.where(np.arange(len(pictures)) % 2, 2.0, -2.0)
        mu = np.stack([side, 0.3 * RNG(len(pictures)).standard_normal(len(pictures))], 1)
        return Encoded(mu.astype(np.float32), np.full_like(mu, -3.0, np.float32))


def test_the_prior_that_fits_the_clusters_comes_out_best():
    faces = make("faces", 600, size=16, seed=0)
    result = compare(TwoKinds(), faces, priors=("standard", "gaussian", "mixture"))
    figures = result["priors"]
    order = ("standard", "gaussian", "mixture")
    likelihoods = [figures[name]["log_likelihood"] for name in order]
    assert likelihoods == sorted(likelihoods) and likelihoods[2] > likelihoods[1] + 1
    assert figures["mixture"]["two_sample"] < figures["gaussian"]["two_sample"]
    assert figures["gaussian"]["frechet"] < figures["standard"]["frechet"]
    assert result["n"] == len(faces.rows("test")) and result["split"] == "test"


def test_every_prior_is_judged_with_a_real_checkpoint(tmp_path, monkeypatch):
    monkeypatch.setattr(flow, "STEPS", 10)
    torch.manual_seed(0)
    write(tmp_path / "m", VAE(ModelConfig(backbone="mlp", size=16, latent_dim=4)), {}, {"title": "m"})
    result = compare(Codec(load_folder(tmp_path / "m")), make("faces", 90, size=16, seed=0))
    assert set(result["priors"]) == set(PRIORS) and result["chosen"] == "gaussian"
    assert all(np.isfinite(list(figures.values())).all() for figures in result["priors"].values())


def test_a_set_without_held_out_faces_is_told():
    faces = make("one", 1, size=16, seed=0)
    with pytest.raises(FaceSetError, match="too few faces"):
        compare(TwoKinds(), faces)
