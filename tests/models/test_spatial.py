import numpy as np
import pytest
import torch

from facevae.errors import CheckpointError, ConfigError
from facevae.latents.codec import Codec
from facevae.models.config import ModelConfig
from facevae.models.losses import objective
from facevae.models.vae import VAE
from facevae.training.checkpoint import load_folder, write
from facevae.training.presets import configure
from facevae.training.trainer import Trainer

CONFIG = ModelConfig(size=32, width=8, blocks=0, latent_dim=4, spatial_channels=2)


@pytest.fixture
def faces():
    """Pictures of sixteen random colours each, which four numbers cannot hold; uint8."""
    colours = np.random.default_rng(0).integers(30, 225, (32, 3, 4, 4))
    return torch.from_numpy(colours.repeat(8, 2).repeat(8, 3).astype(np.uint8))


def test_it_is_eight_by_eight_at_every_size():
    for size in (32, 64, 128):
        model = VAE(ModelConfig(size=size, width=8, blocks=0, latent_dim=4, spatial_channels=2)).eval()
        detail = model(torch.rand(2, 3, size, size)).detail
        assert detail.posterior.mu.shape == (2, 2 * 8 * 8) and detail.x_hat.shape == (2, 3, size, size)


def test_before_it_has_learned_it_adds_nothing():
    torch.manual_seed(0)
    parts = VAE(CONFIG).eval()(torch.rand(2, 3, 32, 32))
    assert torch.allclose(parts.detail.x_hat, parts.x_hat, atol=2e-3)


def test_nothing_of_it_reaches_the_vector():
    model = VAE(CONFIG)
    parts = model(torch.rand(4, 3, 32, 32))
    (parts.detail.reconstruction_nll + parts.detail.kl).mean().backward()
    assert all(p.grad is None for p in [*model.encoder.parameters(), *model.decoder.parameters()])
    assert any(p.grad is not None and p.grad.abs().sum() > 0 for p in model.spatial.parameters())


def test_the_loss_counts_it_as_a_term_of_its_own():
    torch.manual_seed(0)
    parts = VAE(CONFIG)(torch.rand(4, 3, 32, 32))
    with_it, alone = (
        objective(parts, beta=0.5),
        objective(type(parts)(*list(vars(parts).values())[:-1]), beta=0.5),
    )
    added = (parts.detail.reconstruction_nll + 0.5 * parts.detail.kl).mean()
    assert with_it.loss.item() == pytest.approx((alone.loss + added).item(), rel=1e-5)
    assert with_it.further["detail"].item() == pytest.approx(added.item(), rel=1e-5)


def test_learned_alone_it_sharpens_and_leaves_the_vector_as_it_was(faces):
    plain = dict.fromkeys(("flip", "crop", "rotation", "brightness", "contrast", "ema"), 0.0)
    schedule = {"learning_rate_warmup": 10, "beta_warmup": 0.0, "precision": "float32"}
    small = {"size": 32, "width": 8, "blocks": 0, "latent_dim": 4, "spatial_channels": 4}
    trainer = Trainer(*configure("photo", plain | schedule | small | {"only": "spatial"}), steps=150)
    before = {key: value.clone() for key, value in trainer.model.state_dict().items()}
    for step in range(150):
        trainer.step(faces, step)
    after = trainer.model.state_dict()
    assert all(
        torch.equal(value, after[key]) for key, value in before.items() if not key.startswith("spatial")
    )
    judged = trainer.validate(faces)
    assert judged["validation_psnr_spatial"] > judged["validation_psnr"] + 3


def test_the_codec_never_mixes_both(tmp_path, faces):
    torch.manual_seed(0)
    model = VAE(CONFIG)
    torch.nn.init.normal_(model.spatial.answer[-1].bias, 1.0)
    write(tmp_path / "model", model, {}, {"title": "model"})
    codec = Codec(load_folder(tmp_path / "model"))
    pictures = faces.permute(0, 2, 3, 1).numpy()
    vector, both = codec.reconstruct(pictures), codec.reconstruct(pictures, spatial=True)
    assert np.array_equal(vector.mu, both.mu) and np.allclose(vector.nll, both.nll, rtol=1e-4)
    assert np.abs(vector.x_hat.astype(int) - codec.decode(vector.mu)).max() <= 2
    assert (both.x_hat != vector.x_hat).mean() > 0.5


def test_a_model_without_it_says_so(tmp_path, faces):
    write(tmp_path / "model", VAE(ModelConfig(backbone="mlp", size=16, latent_dim=4)), {}, {"title": "model"})
    with pytest.raises(CheckpointError, match="no spatial latent"):
        Codec(load_folder(tmp_path / "model")).reconstruct(np.zeros((1, 16, 16, 3), np.uint8), spatial=True)
    with pytest.raises(ConfigError, match="spatial_channels"):
        ModelConfig(kind="ae", spatial_channels=2)
    with pytest.raises(ConfigError, match="no part “detail”"):
        Trainer(*configure("article", {"size": 16, "only": "detail"}), steps=1)
