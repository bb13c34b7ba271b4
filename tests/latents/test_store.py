import numpy as np
import pytest
import torch

from facevae.data.generated.making import make
from facevae.errors import Cancelled
from facevae.latents import store
from facevae.latents.codec import Codec
from facevae.models.config import ModelConfig
from facevae.models.vae import VAE
from facevae.training.checkpoint import load_folder, write


class Counting(Codec):
    """A codec that counts the faces it encodes."""

    faces = 0

    def encode(self, pictures):
        self.faces += len(pictures)
        return super().encode(pictures)


@pytest.fixture
def faces():
    return make("faces", 60, size=16, seed=0)


@pytest.fixture
def codec(tmp_path):
    torch.manual_seed(0)
    model = VAE(ModelConfig(backbone="mlp", size=16, latent_dim=5))
    write(tmp_path / "model", model, {}, {"title": "model"})
    return Counting(load_folder(tmp_path / "model"))


def test_rows_come_in_the_order_asked_and_each_face_is_encoded_once(codec, faces):
    expected = codec.encode(faces.pixels).mu
    codec.faces = 0
    few = store.latents(codec, faces, np.array([7, 3, 40]))
    assert np.allclose(few, expected[[7, 3, 40]], atol=2e-2) and codec.faces == 3
    every = store.latents(codec, faces)
    assert np.allclose(every, expected, atol=2e-2) and codec.faces == 60
    assert np.array_equal(store.latents(codec, faces, np.array([40, 7])), every[[40, 7]])
    assert codec.faces == 60


def test_what_was_encoded_before_a_cancel_is_kept(codec, faces, monkeypatch):
    monkeypatch.setattr(store, "CHUNK", 10)

    def cancel(done, total, doing):
        if done == 30:
            raise Cancelled

    with pytest.raises(Cancelled):
        store.latents(codec, faces, progress=cancel)
    assert codec.faces == 30
    assert store.latents(codec, faces).shape == (60, 5) and codec.faces == 60


def test_another_model_or_another_set_is_encoded_anew(codec, faces):
    store.latents(codec, faces)
    other = make("other", 20, size=16, seed=5)
    assert store.latents(codec, other).shape == (20, 5) and codec.faces == 80


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"no archive"])
def test_a_damaged_file_costs_only_time(codec, faces, content):
    store.latents(codec, faces)
    next(store.folder().glob("*.npz")).write_bytes(content)
    assert np.isfinite(store.latents(codec, faces)).all() and codec.faces == 120


def test_only_the_newest_are_kept(codec, faces, monkeypatch):
    monkeypatch.setattr(store, "KEPT", 1)
    store.latents(codec, faces)
    store.latents(codec, make("other", 20, size=16, seed=5))
    assert len(list(store.folder().glob("*.npz"))) == 1
