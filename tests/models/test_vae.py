import pytest
import torch

from facevae.models.config import ModelConfig
from facevae.models.registry import BACKBONES, LIKELIHOODS
from facevae.models.vae import VAE, parameter_count
from facevae.training.presets import PRESETS, configure


@pytest.mark.parametrize("backbone", BACKBONES)
@pytest.mark.parametrize("kind", ["vae", "ae"])
@pytest.mark.parametrize("channels", [1, 3])
def test_every_backbone_and_kind_gives_the_named_parts(backbone, kind, channels):
    config = ModelConfig(kind=kind, backbone=backbone, size=32, channels=channels, latent_dim=7, width=8)
    x = torch.rand(3, channels, 32, 32)
    parts = VAE(config)(x)
    assert parts.x_hat.shape == x.shape
    assert parts.x_hat.min() >= 0 and parts.x_hat.max() <= 1
    assert parts.posterior.mu.shape == parts.kl_per_dimension.shape == (3, 7)
    assert torch.allclose(parts.elbo, -(parts.reconstruction_nll + parts.kl))


@pytest.mark.parametrize("likelihood", LIKELIHOODS)
@pytest.mark.parametrize("backbone", BACKBONES)
def test_every_likelihood_makes_pictures_of_what_the_decoder_answers(likelihood, backbone):
    config = ModelConfig(backbone=backbone, size=32, latent_dim=4, width=8, likelihood=likelihood)
    model, x = VAE(config).eval(), torch.rand(2, 3, 32, 32)
    parts = model(x)
    assert parts.x_hat.shape == x.shape and parts.reconstruction_nll.shape == (2,)
    assert parts.x_hat.min() >= 0 and parts.x_hat.max() <= 1
    assert torch.equal(parts.x_hat, model.decode(parts.z))


def test_the_articles_network_has_its_layers():
    model = VAE(configure("article")[0])
    linear = [layer for layer in model.encoder if isinstance(layer, torch.nn.Linear)]
    assert [layer.out_features for layer in linear] == [128, 64, 200]  # 100 means and 100 log variances
    linear = [layer for layer in model.decoder if isinstance(layer, torch.nn.Linear)]
    assert [layer.out_features for layer in linear] == [64, 128, 64 * 64 * 3]


def test_the_plain_autoencoder_neither_samples_nor_pays_for_kl():
    model = VAE(ModelConfig(kind="ae", backbone="mlp", size=16, latent_dim=4)).train()
    x = torch.rand(2, 3, 16, 16)
    assert torch.equal(model(x).x_hat, model(x).x_hat)
    assert model(x).kl.abs().max() == 0


def test_in_training_it_samples_and_in_evaluation_takes_the_mean():
    model = VAE(ModelConfig(backbone="mlp", size=16, latent_dim=4))
    x = torch.rand(2, 3, 16, 16)
    model.train()
    assert not torch.equal(model(x).x_hat, model(x).x_hat)
    model.eval()
    assert torch.equal(model(x).x_hat, model.decode(model.encode(x).mu))


@pytest.mark.parametrize("size", [32, 64, 128, 256])
@pytest.mark.parametrize("backbone", ["conv", "residual", "resnet"])
def test_every_size_comes_back_as_it_went_in(backbone, size):
    config = ModelConfig(backbone=backbone, size=size, width=4, blocks=1, latent_dim=4)
    model = VAE(config).eval()
    with torch.inference_mode():
        assert model(torch.rand(1, 3, size, size)).x_hat.shape == (1, 3, size, size)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_fits_into_25_mb_of_float32(preset):
    assert parameter_count(VAE(configure(preset)[0])) * 4 <= 25e6


@pytest.mark.parametrize("backbone", BACKBONES)
@pytest.mark.parametrize("width", [1, 7, 20, 56])
def test_a_network_of_any_width_is_built(backbone, width):
    config = ModelConfig(backbone=backbone, size=32, latent_dim=4, width=width)
    assert VAE(config)(torch.rand(2, 3, 32, 32)).x_hat.shape == (2, 3, 32, 32)
