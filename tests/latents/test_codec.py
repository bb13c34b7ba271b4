import numpy as np
import pytest
import torch
from skimage.data import astronaut

from facevae.data.generated import faces
from facevae.errors import CheckpointError
from facevae.latents.codec import Codec
from facevae.models.config import ModelConfig
from facevae.models.registry import PRIORS
from facevae.models.vae import VAE
from facevae.training.checkpoint import load_folder, write


@pytest.fixture
def codec(tmp_path):
    torch.manual_seed(0)
    config = ModelConfig(backbone="mlp", size=16, latent_dim=5)
    write(tmp_path / "model", VAE(config), {}, {"title": "model"})
    return Codec(load_folder(tmp_path / "model"))


@pytest.fixture(scope="module")
def pictures():
    return faces(40, 16, seed=0)[0]


def test_a_reconstruction_is_the_decoded_mean(codec, pictures):
    judged = codec.reconstruct(pictures)
    assert np.allclose(judged.mu, codec.encode(pictures).mu, atol=1e-3)
    difference = codec.decode(judged.mu).astype(int) - judged.x_hat
    assert np.abs(difference).max() <= 2
    assert np.array_equal(judged.x, pictures)


def test_its_figures_are_those_of_its_pictures(codec, pictures):
    judged = codec.reconstruct(pictures)
    error = (judged.x.astype(float) - judged.x_hat) / 255
    assert np.allclose(judged.psnr, -10 * np.log10((error**2).mean((1, 2, 3))), atol=0.05)
    assert np.allclose(judged.kl, judged.kl_per_dimension.sum(1), rtol=1e-4)
    expected = 0.5 * (judged.mu**2 + np.exp(judged.logvar) - 1 - judged.logvar)
    assert np.allclose(judged.kl_per_dimension, expected, atol=1e-4)


def test_a_face_is_encoded_alike_alone_and_among_others(codec, pictures):
    together = codec.encode(np.concatenate([pictures] * 8)).mu
    alone = codec.encode(pictures[3:4]).mu[0]
    assert np.allclose(together[3], alone, atol=2e-2)


def test_pictures_of_any_size_are_resized(codec):
    assert codec.encode(astronaut()[None, :300, :300]).mu.shape == (1, 5)


def test_samples_depend_on_the_seed_alone(codec):
    z, first = codec.sample(4, seed=1)
    assert np.array_equal(first, codec.sample(4, seed=1)[1])
    assert not np.array_equal(z, codec.sample(4, seed=2)[0])
    assert np.allclose(codec.sample(4, seed=1, temperature=0.5)[0], 0.5 * z)


@pytest.mark.parametrize("prior", PRIORS)
def test_samples_are_drawn_from_the_prior_that_the_checkpoint_was_made_with(tmp_path, prior, monkeypatch):
    monkeypatch.setattr("facevae.models.priors.flow.STEPS", 20)
    torch.manual_seed(0)
    model = VAE(ModelConfig(backbone="mlp", size=16, latent_dim=5, prior=prior))
    model.prior.fit(torch.randn(200, 5) + 4, torch.full((200, 5), -2.0))
    write(tmp_path / "model", model, {}, {"title": "model"})
    z, pictures = Codec(load_folder(tmp_path / "model")).sample(300, seed=1)
    assert pictures.shape == (300, 16, 16, 3)
    assert np.allclose(z.mean(0), 0 if prior == "standard" else 4, atol=0.3)


def test_latents_of_another_model_are_refused(codec):
    with pytest.raises(CheckpointError, match="7 numbers"):
        codec.decode(np.zeros((1, 7)))


@pytest.mark.parametrize("file", ["config.json", "card.json", "model.safetensors"])
def test_a_damaged_checkpoint_is_told(codec, tmp_path, file):
    path = tmp_path / "model" / file
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(CheckpointError, match="model"):
        load_folder(tmp_path / "model")


def test_its_id_changes_with_the_weights_alone(codec, tmp_path):
    same = load_folder(tmp_path / "model")
    assert same.id == codec.checkpoint.id
    with torch.no_grad():
        next(same.model.parameters()).add_(1e-3)
    write(tmp_path / "other", same.model, {}, {"title": "other"})
    assert load_folder(tmp_path / "other").id != codec.checkpoint.id
