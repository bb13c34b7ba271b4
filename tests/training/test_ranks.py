import json
import os
import signal
import time

import numpy as np
import psutil
import pytest
import torch
from safetensors.torch import load_file

from facevae.data.faceset import FaceSet
from facevae.data.generated.making import make
from facevae.errors import ConfigError
from facevae.evaluation import reconstruction
from facevae.latents import store
from facevae.latents.codec import Codec
from facevae.training import launch, loop, snapshot
from facevae.training.presets import configure
from facevae.training.run import Run
from tests.training import two_ranks

CHANGED = {"rotation": 8, "crop": 0.1, "brightness": 0.2, "contrast": 0.2, "grey": 0.2}
SMALL = {"size": 32, "width": 8, "latent_dim": 12, "blocks": 0}
SETTINGS = {
    "article": {"size": 16, "hidden": "16,8", "batch_size": 12} | CHANGED,
    "disentangled": {"size": 32, "width": 8, "latent_dim": 12},  # batch normalisation, total correlation
    "infovae": {"size": 32, "width": 8, "latent_dim": 12, "likelihood": "laplace"},
    "detail": SMALL | {"spatial_channels": 2, "decode_share": 0.4},  # three of eight: two and one
    "photo": SMALL | {"adversarial_weight": 0.2, "adversarial_from": 0.3, "clip": 100},
    "recognise": SMALL
    | {"blocks": 1, "identity_dim": 4, "expression_dim": 4, "decode_share": 0.5}
    | {"mix": 0.5, "blur": 0.5, "erase": 0.5}
    | {"sampling": "effective", "sampling_by": "identity"},
}
CURVES = (
    *("loss", "reconstruction_nll", "kl", "gradient_norm", "validation_loss", "validation_psnr"),
    *("detail", "adversarial", "adversarial_accuracy", "identity", "expression", "separation", "tc", "mmd"),
)
SHORT = {"steps": 10, "batch_size": 8, "log_every": 1, "validate_every": 5, "snapshot_every": 5}
EXACT = {"precision": "float32", "learning_rate_warmup": 0, "threads": 1}


def prepared(preset: str, name: str) -> Run:
    return launch.prepare("faces", preset, SHORT | EXACT | SETTINGS[preset], name)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Each preset trained by one rank and by two, by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FACEVAE_HOME", str(tmp_path_factory.mktemp("home")))
        make("faces", 60, size=32, seed=1)
        pairs = {
            preset: (prepared(preset, f"one-{preset}"), prepared(preset, f"two-{preset}"))
            for preset in SETTINGS
        }
        for alone, _ in pairs.values():
            loop.execute(alone)
        two_ranks.finish(
            two_ranks.start("-m", "tests.training.two_ranks", *(run.name for _, run in pairs.values()))
        )
        yield pairs


@pytest.fixture
def in_home(runs, monkeypatch):
    """The home of those runs."""
    monkeypatch.setenv("FACEVAE_HOME", str(runs["article"][0].folder.parent.parent))


@pytest.mark.slow
@pytest.mark.parametrize("preset", SETTINGS)
def test_two_ranks_give_the_curves_of_one(runs, preset):
    alone, shared = (run.metrics()[0] for run in runs[preset])
    assert [row["step"] for row in alone] == [row["step"] for row in shared]
    for name in CURVES:
        one, two = (np.array([row[name] for row in rows if name in row]) for rows in (alone, shared))
        assert len(one) == len(two)
        if len(one):  # a density's nats may pass through 0, so the measure is the curve's height
            assert np.abs(one - two).max() <= 1e-5 * np.abs(one).max(), name


@pytest.mark.slow
@pytest.mark.parametrize("preset", SETTINGS)
def test_two_ranks_end_in_the_weights_of_one(runs, preset):
    alone, shared = (load_file(run.folder / "model.safetensors") for run in runs[preset])
    for name, value in alone.items():
        if value.is_floating_point() and not name.startswith("prior"):
            assert torch.allclose(value, shared[name], rtol=1e-3, atol=1e-4), name


@pytest.mark.slow
def test_two_ranks_encode_and_evaluate_as_one_does(in_home, tmp_path):
    codec, face_set = Codec.load("one-article"), FaceSet.open("faces")
    given = ("--checkpoint", "one-article", "--data", "faces")
    printed = two_ranks.finish(
        two_ranks.start("-m", "facevae", "evaluate", *given, "--split", "train", "--json")
    )
    told = json.loads(next(line for line in printed.splitlines() if line.startswith("{")))
    expected = reconstruction.evaluate(codec, face_set, "train")
    for name in ("reconstruction", "baseline"):
        shared = {key: value for key, value in told[name].items() if key in expected[name]}
        assert shared == pytest.approx(expected[name], rel=1e-4)
    two_ranks.finish(
        two_ranks.start("-m", "facevae", "project", *given, "--out", str(tmp_path / "map.parquet"))
    )
    with np.load(next(store.folder().glob("*.npz"))) as kept:
        assert kept["rows"].tolist() == list(range(60))
        assert np.allclose(kept["z"], codec.encode(face_set.pixels).mu, atol=1e-5)


@pytest.mark.slow
def test_a_killed_rank_is_started_anew_and_the_run_goes_on_from_its_newest_snapshot(own_home):
    make("faces", 60, size=16, seed=1)
    settings = SHORT | EXACT | SETTINGS["article"] | {"steps": 150, "snapshot_every": 10}
    whole, killed = (launch.prepare("faces", "article", settings, name) for name in ("whole", "killed"))
    loop.execute(whole)
    ranks = two_ranks.start("-m", "facevae", "train", "--execute", "killed", restarts=3)
    while len(snapshot.steps(killed.snapshots)) < 2 and ranks.poll() is None:
        time.sleep(0.05)
    second = [child for child in psutil.Process(ranks.pid).children() if child.environ().get("RANK") == "1"]
    os.kill(second[0].pid, signal.SIGKILL)
    told = two_ranks.finish(ranks)
    assert killed.status()["state"] == "finished", told
    went_on = [
        row for row in (killed.folder / "metrics.jsonl").read_text().splitlines() if "goes_on_from" in row
    ]
    assert went_on and '"goes_on_from": 0' not in went_on
    alone, shared = (run.metrics()[0] for run in (whole, killed))
    losses = [{row["step"]: row["loss"] for row in rows if "loss" in row} for rows in (alone, shared)]
    assert losses[0].keys() == losses[1].keys()
    assert losses[1][150] == pytest.approx(losses[0][150], rel=1e-4)


def test_ranks_that_cannot_share_a_batch_evenly_are_refused():
    with pytest.raises(ConfigError, match="3 ranks cannot share evenly"):
        configure("article", {"batch_size": 32, "ranks": 3})
