"""A tiny checkpoint with three parts, and people who are told apart easily."""

import numpy as np
import pytest

from facevae.latents.codec import Codec
from facevae.models.config import ModelConfig
from facevae.models.vae import VAE
from facevae.training.checkpoint import load_folder, write
from tests.recognition.support import SIZE, face_set


@pytest.fixture
def codec(tmp_path):
    def make(card: dict | None = None, **settings) -> Codec:
        config = ModelConfig(backbone="mlp", size=SIZE, latent_dim=12, **settings)
        write(tmp_path / "model", VAE(config), {}, {"title": "model"} | (card or {}))
        return Codec(load_folder(tmp_path / "model"))

    return make


@pytest.fixture
def people():
    """30 people of 6 pictures, the last ten held out; two moods, one a brighter mouth; two groups."""
    rng = np.random.default_rng(0)
    own = rng.integers(60, 190, (30, SIZE, SIZE, 3))
    rows, pictures = [], []
    for i in range(180):
        who, glad = i // 6, i % 2
        picture = own[who] + rng.integers(-12, 13, (SIZE, SIZE, 3))
        picture[11:14, 4:12] += 50 * glad
        pictures.append(picture.clip(0, 255).astype(np.uint8))
        rows.append(
            {
                "identity": f"p{who:02d}",
                "expression": ("neutral", "happiness")[glad],
                "split": ("train", "validation", "test")[(who >= 15) + (who >= 20)],
                "gender": ("female", "male")[who % 2],
            }
        )
    return face_set(rows, np.stack(pictures))
