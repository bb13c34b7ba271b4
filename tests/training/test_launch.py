"""Training in a process of its own: it outlives whoever started it, and stops when asked."""

import os
import signal
import subprocess
import sys
import time

import pytest

from facevae.home import runs_dir
from facevae.training import launch
from facevae.training.checkpoint import load_checkpoint
from facevae.training.run import Run
from tests.training.conftest import TINY


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
