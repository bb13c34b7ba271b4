"""Runs are named anew, noted, deleted; one that waits is taken out of the queue first."""

import json
import os
import shutil

import pytest

from facevae import active, home
from facevae.errors import ConfigError, RunError
from facevae.home import runs_dir
from facevae.training import lifecycle, queue, run
from facevae.training.run import Run


@pytest.fixture
def ended():
    made = Run.create("run", {"preset": "article"})
    made.become("finished")
    return made


def test_stop_and_pause_reach_a_run_at_work_and_cancel_a_waiting_one(ended):
    with pytest.raises(RunError, match="it is finished"):
        lifecycle.stop("run")
    work = Run.create("work", {})
    lifecycle.pause("work")
    assert work.pause_requested() and work.status()["state"] == "stopping"
    lifecycle.stop("work")
    assert work.stop_requested() and not work.pause_requested()
    queue.add(ended, ["cpu"])
    lifecycle.pause("run")
    assert queue.waiting() == [] and ended.status()["state"] == "cancelled"


def test_a_run_is_renamed_with_all_it_holds(ended):
    ended.write_metrics({"step": 1, "loss": 2.0})
    ended.write_note("a first try")
    active.remember(active.MODEL, "run")
    renamed = lifecycle.rename("run", " better ")
    assert active.remembered() == {active.MODEL: "better"}
    assert renamed.name == "better" and run.names() == ["better"]
    assert renamed.metrics()[0][0]["loss"] == 2.0 and renamed.note == "a first try"
    assert lifecycle.rename("better", "better").folder == renamed.folder


def test_a_waiting_run_keeps_its_place_under_its_new_name(ended):
    queue.add(ended, ["cpu"])
    queue.add(Run.create("other", {}), ["cpu"])
    lifecycle.rename("run", "better")
    assert queue.waiting() == ["better", "other"]
    assert queue.claim().run == "better"


@pytest.mark.parametrize("name", ["other", "photo-64"])
def test_a_name_that_is_taken_is_refused_and_nothing_changes(ended, name):
    Run.create("other", {})
    queue.add(ended, ["cpu"])
    with pytest.raises(RunError, match="taken already"):
        lifecycle.rename("run", name)
    assert "run" in run.names() and queue.waiting() == ["run"]


def test_a_bad_name_or_a_run_at_work_is_not_renamed(ended):
    with pytest.raises(ConfigError, match="cannot be a run name"):
        lifecycle.rename("run", "../up")
    Run.create("work", {})
    with pytest.raises(RunError, match="still working"):
        lifecycle.rename("work", "other")


def test_a_waiting_run_is_deleted_with_its_place(ended):
    queue.add(ended, ["cpu"])
    lifecycle.delete("run")
    assert queue.entries() == [] and not (runs_dir() / "run").exists()


def test_a_deleted_run_leaves_no_name_behind(ended, own_home):
    active.remember(active.MODEL, "run")
    active.remember(active.FACES, "run")  # a set of that name is another thing
    lifecycle.delete("run")
    assert active.remembered() == {active.FACES: "run"}


def test_a_run_begun_just_now_is_neither_deleted_nor_renamed(ended):
    queue.add(ended, ["cpu"])
    queue.claim()
    with pytest.raises(RunError, match="begins just now"):
        lifecycle.delete("run")
    with pytest.raises(RunError, match="begins just now"):
        lifecycle.rename("run", "other")
    assert ended.folder.exists() and [entry.run for entry in queue.entries()] == ["run"]


def test_a_note_is_kept_as_it_was_written(ended):
    assert ended.note == ""
    ended.write_note("  Größer, β = 4\nzwei Zeilen ")
    assert Run.open("run").note == "Größer, β = 4\nzwei Zeilen"
    ended.write_note("")
    assert ended.note == ""


def test_what_was_said_of_a_state_ends_with_it(ended):
    ended.become("failed", reason="The disk was full.", remedy="Free space.", notice="kept")
    ended.become("queued")
    status = json.loads((ended.folder / "status.json").read_text())
    assert "reason" not in status and "remedy" not in status and status["notice"] == "kept"


def test_the_checkpoint_of_a_renamed_run_has_its_new_name_unless_a_person_gave_it_another(ended):
    card = ended.folder / "card.json"
    home.write_json(card, {"title": "run", "steps": 3})
    lifecycle.rename("run", "better")
    renamed = runs_dir() / "better" / "card.json"
    assert home.read_json(renamed) == {"title": "better", "steps": 3}
    home.write_json(renamed, {"title": "Faces of old"})
    lifecycle.rename("better", "best")
    assert home.read_json(runs_dir() / "best" / "card.json") == {"title": "Faces of old"}


def test_a_run_is_gone_at_once_or_whole(ended, monkeypatch):
    def forbidden(*_):
        raise PermissionError(13, "Permission denied")

    with (
        monkeypatch.context() as patch,
        pytest.raises(RunError, match="cannot be removed: Permission denied"),
    ):
        patch.setattr(os, "rename", forbidden)
        lifecycle.delete("run")
    assert run.names() == ["run"] and (ended.folder / "status.json").exists()
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)  # as if killed meanwhile
    lifecycle.delete("run")
    assert run.names() == []
    with pytest.raises(RunError, match="no run"):
        Run.open("run")
