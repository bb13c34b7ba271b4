"""Runs that other networks take part in: a frozen encoder, a discriminator, another recogniser."""

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from facevae.cli.main import main
from facevae.data.generated.making import make
from facevae.errors import CheckpointError, ConfigError
from facevae.latents.codec import Codec
from facevae.models.registry import LIKELIHOODS
from facevae.recognition import onnx
from facevae.recognition.embedding import LatentEmbedder
from facevae.recognition.layouts import LAYOUTS
from facevae.training import launch, loop
from tests.recognition.tiny_onnx import network, write
from tests.training.conftest import TINY

SMALL = TINY | {"size": 32, "width": 4}
SHARP = {"perceptual_weight": 0.3, "perceptual_from": "generated-64", "adversarial_weight": 0.1}


def trained(name, settings, progress=loop.silent, data="faces"):
    run = launch.prepare(data, "photo", SMALL | settings, name)
    loop.execute(run, progress, onnx.open_embedder)
    return run


def test_a_run_with_a_frozen_encoder_and_a_discriminator_goes_on_exactly(faces):
    whole = trained("whole", SHARP)

    def stop_at_nine(done, *_):
        if done == 9:
            loop.Run.open("parted").stop()

    parted = trained("parted", SHARP, stop_at_nine)
    assert parted.status()["step"] == 9
    launch.revive(parted)
    loop.execute(parted)
    first, second = (load_file(run.folder / "model.safetensors") for run in (whole, parted))
    assert all(torch.equal(first[key], second[key]) for key in first)
    assert not any("discriminator" in key or "features" in key for key in first)


@pytest.mark.parametrize("likelihood", LIKELIHOODS)
def test_whatever_the_likelihood_they_pull_and_nothing_breaks(faces, likelihood):
    run = trained("run", SHARP | {"likelihood": likelihood, "steps": 3, "adversarial_from": 0.0})
    row = run.metrics()[0][-2]
    assert row["perceptual"] > 0 and np.isfinite(row["loss"])


def test_the_discriminator_comes_late_and_says_how_much_it_knows(faces):
    rows = [row for row in trained("run", SHARP | {"log_every": 1}).metrics()[0] if "loss" in row]
    assert [row["step"] for row in rows if "adversarial_accuracy" in row] == [7, 8, 9, 10, 11, 12]
    assert all(row["adversarial"] == 0 for row in rows[:6]) and all(row["perceptual"] > 0 for row in rows)


def alike(name, face_set, teacher):
    """How the latent's likeness of pairs of unseen faces goes with the teacher's: their correlation."""
    pictures = face_set.pixels[face_set.rows("validation")]
    pairs = np.triu_indices(len(pictures), 1)
    embedders = (LatentEmbedder(Codec.load(name)), teacher)
    ours, theirs = (vectors @ vectors.T for vectors in (one.embed(pictures) for one in embedders))
    return np.corrcoef(ours[pairs], theirs[pairs])[0, 1]


def recogniser(face_set):
    """A network whose vectors of these faces point in all directions, as those of a real one do."""
    model = network()
    x = LAYOUTS["insightface"].prepare(face_set.pixels[:], 112).transpose(0, 3, 1, 2)
    with torch.no_grad():
        model[4].bias -= model(torch.from_numpy(x)).mean(0)
    return onnx.OnnxEmbedder(write(onnx.folder() / "teacher.onnx", model, ["N", 3, 112, 112]))


@pytest.mark.slow
def test_a_latent_that_learns_from_a_recogniser_finds_alike_what_it_finds_alike():
    face_set = make("many", 400, size=32, seed=4)
    teacher = recogniser(face_set)
    settings = {"steps": 300, "identity_dim": 4, "latent_dim": 16, "width": 8, "validate_every": 300}
    alone = trained("alone", settings, data="many")
    taught = {"distillation_weight": 100, "distillation_from": "teacher"}
    taught = trained("taught", settings | taught, data="many")
    before, after = alike("alone", face_set, teacher), alike("taught", face_set, teacher)
    psnr = [run.metrics()[0][-1]["validation_psnr"] for run in (alone, taught)]
    assert after > 0.95 and 1 - after < (1 - before) / 3  # measured: 0.86 becomes 0.98
    assert psnr[1] > psnr[0] - 0.3  # and the pictures do not suffer: 16.60 and 16.58 dB


def test_the_shell_finds_the_recogniser_in_the_home_folder(faces):
    write(onnx.folder() / "theirs.onnx", network(), ["N", 3, 112, 112])
    taught = ("steps=2", "size=16", "distillation_weight=1", "distillation_from=theirs")
    settings = [word for one in taught for word in ("--set", one)]
    assert main(["train", "--data", "faces", "--preset", "article", "--run", "run", *settings]) == 0
    rows = loop.Run.open("run").metrics()[0]
    assert all(0 <= row["distillation"] <= 2 for row in rows if "loss" in row)


def test_a_recogniser_that_is_not_there_ends_the_run_with_the_reason(faces):
    with pytest.raises(CheckpointError, match="no embedder “gone”"):
        trained("run", {"distillation_weight": 1, "distillation_from": "gone"})
    assert "no embedder “gone”" in loop.Run.open("run").status()["reason"]
    with pytest.raises(ConfigError, match="distillation_from is empty"):
        trained("other", {"distillation_weight": 1})
