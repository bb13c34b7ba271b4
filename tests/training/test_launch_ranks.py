"""A run of several ranks from the queue: a killed rank is started anew, and a killed run leaves nothing."""

import psutil
import pytest

from facevae.training import launch, processes, queue
from tests.training.conftest import TINY
from tests.training.test_launch import nothing_left, wait_for

__all__ = ["nothing_left"]
pytestmark = pytest.mark.slow


def ranks_of(run):
    """The processes that train, by their rank."""
    found = {}
    for process in processes.of(run.folder):
        try:
            if "--execute" in process.cmdline() and "RANK" in (environment := process.environ()):
                found[int(environment["RANK"])] = process
        except psutil.Error:  # ended just now
            continue
    return found


def test_a_killed_rank_is_started_anew_and_a_killed_torchrun_leaves_nothing(faces):
    endless = TINY | {"ranks": 2, "steps": 1_000_000, "snapshot_every": 20}
    run = launch.start("faces", "article", endless, "ranks")
    wait_for(lambda: list(run.snapshots.glob("step-*")))
    first, leader = ranks_of(run), run.status()["pid"]
    assert set(first) == {0, 1} and leader not in {process.pid for process in first.values()}

    reached = run.metrics()[0][-1]["step"]
    first[1].kill()
    states = set()

    def goes_on():
        states.add(run.status()["state"])
        now = ranks_of(run)
        return len(now) == 2 and not set(now.values()) & set(first.values())

    wait_for(goes_on)
    wait_for(lambda: run.status()["step"] > reached + 20)
    assert states <= {"running"} and run.status()["pid"] == leader
    steps = [row["step"] for row in run.metrics()[0] if "loss" in row]
    assert steps == sorted(set(steps))

    psutil.Process(leader).kill()
    wait_for(lambda: run.status()["state"] == "interrupted", 5)
    wait_for(lambda: not processes.of(run.folder), 30)
    wait_for(lambda: queue.entries() == [])


def test_ranks_stop_when_asked(faces):
    run = launch.start("faces", "article", TINY | {"ranks": 2, "steps": 1_000_000}, "ranks")
    wait_for(lambda: run.status()["state"] == "running" and run.status()["step"] > 0)
    run.stop()
    wait_for(lambda: run.status()["state"] == "stopped")
    wait_for(lambda: not processes.of(run.folder))
