"""Training in a process of its own: it outlives whoever started it, and stops when asked."""

import os
import signal
import subprocess
import sys
import time

import pytest
import torch

from facevae.errors import ConfigError, RunError
from facevae.home import runs_dir
from facevae.training import cards, dispatcher, launch, lifecycle, loop, processes, queue
from facevae.training.checkpoint import load_checkpoint
from facevae.training.run import Run
from facevae.training.run import names as run_names
from tests.training.conftest import TINY


@pytest.fixture(autouse=True)
def nothing_left(own_home):
    """No run of a test outlives it, however it ends."""
    yield
    for name in run_names():
        if Run.open(name).live():
            lifecycle.kill(name)


def wait_for(condition, seconds=300):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to pass in time")


def test_a_started_run_is_watched_stopped_and_used(faces, own_home, monkeypatch):
    monkeypatch.chdir(own_home.parent)
    monkeypatch.setenv("FACEVAE_HOME", own_home.name)  # means the same to the process that is started
    run = launch.start("faces", "article", TINY | {"steps": 1_000_000, "log_every": 1}, "long")
    wait_for(lambda: len(run.metrics()[0]) > 3)
    assert run.status()["state"] == "running"
    assert os.getsid(run.status()["pid"]) != os.getsid(0)
    run.stop()
    wait_for(lambda: not run.active())
    assert run.status()["state"] == "stopped"
    assert load_checkpoint("long").card["training"]["steps"] == run.status()["step"]


def test_a_killed_run_is_seen_and_goes_on_from_its_snapshot(faces):
    run = launch.start("faces", "article", TINY | {"steps": 1_000_000, "snapshot_every": 50}, "killed")
    wait_for(lambda: list(run.snapshots.glob("step-*")))
    os.kill(run.status()["pid"], signal.SIGKILL)
    wait_for(lambda: run.status()["state"] == "interrupted", 5)
    reached = int(sorted(run.snapshots.glob("step-*"))[-1].name[5:])
    resumed = launch.resume("killed")
    wait_for(lambda: resumed.status()["step"] > reached)
    resumed.stop()
    wait_for(lambda: not resumed.active())
    steps = [row["step"] for row in resumed.metrics()[0] if "loss" in row]
    assert steps == sorted(set(steps))


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a process group")
def test_the_end_of_its_starter_does_not_end_it(faces):
    settings = TINY | {"steps": 1_000_000}
    call = f"launch.start('faces', 'article', {settings}, 'orphan')"
    code = f"from facevae.training import launch; {call}; input()"
    starter = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, start_new_session=True)
    wait_for(lambda: (runs_dir() / "orphan" / "config.json").exists() and Run.open("orphan").metrics()[0])
    os.killpg(starter.pid, signal.SIGKILL)
    starter.wait()
    run = Run.open("orphan")
    before = run.status()["step"]
    wait_for(lambda: run.status()["step"] > before)
    run.stop()
    wait_for(lambda: not run.active())


@pytest.fixture
def unattended(monkeypatch):
    """Nobody takes runs out of the queue."""
    monkeypatch.setattr(dispatcher, "wake", lambda: None)


def test_a_start_waits_with_what_it_was_asked(faces, unattended):
    run = launch.start("faces", "article", TINY | {"beta": 4}, "run")
    status = run.status()
    assert status["state"] == "queued" and status["devices"] == ["cpu"] and "pid" not in status
    assert run.config["training"]["beta"] == 4 and queue.waiting() == ["run"]
    with pytest.raises(RunError, match="waits in the queue already"):
        launch.resume("run")


def test_a_device_that_is_not_there_is_told_at_once(faces, unattended):
    with pytest.raises(ConfigError, match="no device “cuda:99”"):
        launch.start("faces", "article", TINY | {"device": "cuda:99"}, "run")
    assert run_names() == [] and queue.waiting() == []


def test_a_paused_run_publishes_nothing_and_ends_as_if_it_had_not_paused(train, unattended):
    def pause(done, total, doing):
        if done == 5:
            Run.open("halves").pause()

    train("whole")
    halves = train("halves", progress=pause)
    assert halves.status()["state"] == "paused" and halves.status()["step"] == 5
    assert "halves" not in cards.names()
    launch.resume("halves")
    assert halves.status()["state"] == "queued" and not halves.stop_requested()
    loop.execute(halves)
    assert halves.status()["state"] == "finished"
    first, second = load_checkpoint("whole").model, load_checkpoint("halves").model
    pairs = zip(first.state_dict().values(), second.state_dict().values(), strict=True)
    assert all(torch.equal(one, other) for one, other in pairs)


@pytest.mark.parametrize("length", [{"steps": 12}, {"steps": 0, "epochs": 2}])
def test_a_finished_run_goes_on_for_more_epochs(train, unattended, length):
    run = train(**length)
    before = run.status()["steps"]
    per_epoch = 36 // 8  # training faces by batch
    with pytest.raises(ConfigError, match="epochs is 0"):
        launch.extend("run", 0)
    launch.extend("run", 3)
    assert queue.waiting() == ["run"]
    with pytest.raises(RunError, match="has not finished"):
        launch.extend("run", 3)
    loop.execute(run)
    assert run.status()["steps"] == run.status()["step"] == before + 3 * per_epoch
    steps = [row["step"] for row in run.metrics()[0] if "loss" in row]
    assert steps == sorted(set(steps)) and steps[-1] == before + 3 * per_epoch
    assert load_checkpoint("run").card["training"]["steps"] == steps[-1]


def test_a_run_whose_longer_training_was_cancelled_can_still_go_on(train, unattended):
    run = train()
    launch.extend("run", 1)
    queue.cancel("run")
    assert run.status()["state"] == "stopped" and run.config["training"]["steps"] > 12


def test_the_settings_of_a_run_make_another_like_it(faces, unattended):
    changed = TINY | {"hidden": "32,16", "beta": 4, "cosine": False}
    run = launch.start("faces", "conv", changed | {"size": 32}, "run")
    data, preset, settings = launch.settings_of(run)
    assert (data, preset) == ("faces", "conv")
    assert settings["beta"] == 4 and settings["hidden"] == [32, 16] and "optimiser" not in settings
    copy = launch.start(data, preset, settings | {"beta": 1}, "copy")
    theirs, its = run.config, copy.config
    assert its["training"] == theirs["training"] | {"beta": 1} and its["model"] == theirs["model"]


def test_a_run_is_executed_only_by_whom_it_belongs_to(faces):
    run = launch.prepare("faces", "article", TINY, "run")
    launch.require_own(run)  # this process has begun it
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    run.become("running", **processes.identity(other.pid))
    with pytest.raises(RunError, match="working already"):
        launch.require_own(run)
    other.kill()
    other.wait()
    launch.require_own(run)
