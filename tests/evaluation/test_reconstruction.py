import numpy as np
import pytest
import torch

from facevae.data.faceset import FaceSet
from facevae.data.generated.making import make
from facevae.errors import FaceSetError
from facevae.evaluation import reconstruction
from facevae.evaluation.reconstruction import evaluate
from facevae.latents.codec import Codec
from facevae.models.config import ModelConfig
from facevae.models.vae import VAE
from facevae.training.checkpoint import load_folder, write


class Repeating(torch.nn.Module):
    """A decoder whose answer is one grey everywhere."""

    def __init__(self, size: int):
        super().__init__()
        self.size = size

    def forward(self, z):
        return torch.zeros(len(z), 3, self.size, self.size)  # the sigmoid makes 0.5 of it


@pytest.fixture
def codec(tmp_path):
    model = VAE(ModelConfig(backbone="mlp", size=16, latent_dim=8))
    write(tmp_path / "model", model, {}, {"title": "model"})
    loaded = load_folder(tmp_path / "model")
    loaded.model.decoder = Repeating(16)
    return Codec(loaded)


@pytest.fixture
def faces() -> FaceSet:
    return make("faces", 120, size=16, seed=0)


def test_the_figures_of_a_model_that_always_answers_grey(codec, faces):
    result = evaluate(codec, faces, "test")
    x = faces.pixels[faces.rows("test")] / 255
    mse = np.mean((x - 0.5) ** 2)
    assert result["n"] == len(x)
    assert result["reconstruction"]["mse"] == pytest.approx(mse, rel=1e-2)
    assert result["reconstruction"]["psnr"] == pytest.approx(-10 * np.log10(mse), abs=0.05)
    assert result["reconstruction"]["psnr_mean"] >= result["reconstruction"]["psnr"]


def test_the_baseline_is_pca_fitted_on_training_faces_alone(codec, faces):
    baseline = evaluate(codec, faces, "test")["baseline"]
    x = {name: faces.pixels[faces.rows(name)].reshape(-1, 16 * 16 * 3) / 255 for name in ("train", "test")}
    mean = x["train"].mean(0)
    axes = np.linalg.svd(x["train"] - mean, full_matrices=False)[2][:8]
    answer = np.clip(mean + (x["test"] - mean) @ axes.T @ axes, 0, 1)
    expected = -10 * np.log10(np.mean((x["test"] - answer) ** 2))
    assert baseline["pca_psnr"] == pytest.approx(expected, abs=0.1)
    assert baseline["pca_components"] == 8 and baseline["pca_faces"] == len(x["train"])


def test_a_split_without_faces_is_told_with_those_that_have_some(codec):
    from facevae.data.writer import FaceSetWriter

    with FaceSetWriter("own", 16) as writer:
        rows = [{"face_id": str(i), "identity": str(i), "split": "train"} for i in range(4)]
        writer.add(np.zeros((4, 16, 16, 3), np.uint8), rows)
    with pytest.raises(FaceSetError, match="It has: train"):
        evaluate(codec, FaceSet.open("own"), "test")
    assert evaluate(codec, FaceSet.open("own"))["split"] == "all"
    with FaceSetWriter("nobody", 16):
        pass
    with pytest.raises(FaceSetError, match="no faces to measure with"):
        evaluate(codec, FaceSet.open("nobody"))


def test_without_a_test_split_the_validation_faces_are_measured_and_not_those_learned_from(codec):
    few = make("few", 12, size=16, seed=0)
    assert not len(few.rows("test"))
    result = evaluate(codec, few)
    assert result["split"] == "validation" and result["n"] == len(few.rows("validation"))


def test_pca_is_fitted_on_as_many_faces_as_memory_allows(codec, faces, monkeypatch):
    monkeypatch.setattr(reconstruction, "FITTED_NUMBERS", 30 * 16 * 16 * 3)
    assert 20 <= evaluate(codec, faces, "test")["baseline"]["pca_faces"] <= 30


def test_both_latents_are_judged_apart_and_each_beside_pca_of_its_size(own_home):

    faces = make("faces", 60, size=32)
    config = ModelConfig(size=32, width=8, blocks=0, latent_dim=4, spatial_channels=1)
    write(own_home / "runs" / "both", VAE(config), {}, {"title": "both"})
    result = evaluate(Codec(load_folder(own_home / "runs" / "both")), faces, "validation")
    assert result["spatial"]["numbers"] == 4 + 64
    assert result["spatial"]["psnr"] == pytest.approx(result["reconstruction"]["psnr"], abs=0.1)  # untrained
    assert result["baseline"]["pca_components"] == 4
    assert result["spatial"]["baseline"]["pca_components"] > 30
    assert result["spatial"]["baseline"]["pca_psnr"] > result["baseline"]["pca_psnr"]
