import os

import pytest

from facevae.errors import Cancelled, RunError
from facevae.models.vae import VAE
from facevae.training import cost, loop, run
from facevae.training.presets import configure
from facevae.training.targets import nobody

TINY = {"size": 16, "epochs": 30, "batch_size": 8, "latent_dim": 6}


def test_the_cost_is_that_of_the_run(faces):
    found = cost.Cost(**cost.measure("faces", "article", TINY, nobody))
    model, _ = configure("article", TINY)
    assert found.parameters == sum(values.numel() for values in VAE(model).parameters())
    a_epoch = found.steps // 30
    assert found.epochs == 30 and a_epoch * 8 <= 60
    assert found.tried == cost.STEPS
    assert found.epoch_seconds == pytest.approx(a_epoch * 8 / found.images_per_s)
    assert found.seconds == pytest.approx(30 * found.epoch_seconds)
    assert found.device and found.memory_mb > 0 and found.disk_mb > 4 * found.parameters / 2**20
    assert run.names() == []  # nothing is left of it


def test_a_run_shorter_than_the_trial_is_measured_whole(faces):
    found = cost.measure("faces", "article", TINY | {"steps": 5}, nobody)
    assert found["steps"] == 5 and 0 < found["tried"] < 5
    assert run.names() == []


def test_settings_become_arguments_of_the_shell():
    found = cost.arguments("faces", "conv", {"hidden": (32, 16), "beta": 2.0})
    assert found == ["--data", "faces", "--preset", "conv", "--set", "hidden=32,16", "--set", "beta=2.0"]


@pytest.mark.slow
def test_it_is_tried_in_a_process_of_its_own(faces):
    told = []
    found = cost.trial("faces", "article", TINY | {"steps": 20}, lambda *about: told.append(about))
    assert found.steps == 20 and told


@pytest.mark.slow
def test_what_is_wrong_with_the_settings_is_told(faces):
    with pytest.raises(RunError, match="size is 4"):
        cost.trial("faces", "article", {"size": 4})


@pytest.mark.slow
def test_a_trial_can_be_cancelled(faces):
    def cancel(*about):
        raise Cancelled

    with pytest.raises(Cancelled):
        cost.trial("faces", "article", TINY, cancel)


def test_faces_of_a_trial_lie_in_the_home_alone_and_a_killed_one_is_swept(faces, own_home, monkeypatch):
    trials = own_home / "cache" / "trials"
    (trials / "killed" / "samples").mkdir(parents=True)
    (trials / "young").mkdir()
    os.utime(trials / "killed", (0, 0))
    used = []
    monkeypatch.setattr(loop.Loop, "work", lambda self: used.append(self.run.folder.parent))
    cost.measure("faces", "article", TINY, nobody)
    assert used[0].parent == trials and [left.name for left in trials.iterdir()] == ["young"]
