"""A tiny checkpoint with three parts, and people who are told apart easily."""

import pytest

from facevae.latents.codec import Codec
from facevae.models.config import ModelConfig
from facevae.models.vae import VAE
from facevae.training.checkpoint import load_folder, write
from tests.recognition import support
from tests.recognition.support import SIZE


@pytest.fixture
def codec(tmp_path):
    def make(card: dict | None = None, **settings) -> Codec:
        config = ModelConfig(backbone="mlp", size=SIZE, latent_dim=12, **settings)
        write(tmp_path / "model", VAE(config), {}, {"title": "model"} | (card or {}))
        return Codec(load_folder(tmp_path / "model"))

    return make


@pytest.fixture
def people():
    return support.people()
