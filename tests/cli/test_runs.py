"""What became of runs, in the shell."""

import pandas as pd
import pytest

from facevae.data.generated.making import make
from facevae.training import dispatcher, launch, loop, queue
from facevae.training.run import Run, names
from tests.cli.test_main import call


@pytest.fixture(autouse=True)
def runs(monkeypatch):
    """Two tiny runs that have finished."""
    monkeypatch.setattr(dispatcher, "wake", lambda: None)
    make("faces", 20, size=16, seed=1)
    for name, beta in (("a", 1), ("b", 4)):
        settings = {"size": 16, "steps": 3, "latent_dim": 4, "beta": beta}
        loop.execute(launch.prepare("faces", "article", settings, name))


def test_they_are_listed_shown_compared_and_exported(capsys, tmp_path):
    rows = call(capsys, "runs", "list")[1]
    assert {row["name"] for row in rows} == {"a", "b"} and {row["state"] for row in rows} == {"finished"}

    _, shown, _ = call(capsys, "runs", "show", "a")
    assert shown["status"]["state"] == "finished" and shown["config"]["training"]["steps"] == 3
    assert shown["last"]["step"] == 3 and shown["last"]["loss"] > 0

    _, compared, _ = call(capsys, "runs", "compare", "a", "b")
    assert compared["settings"] == {"beta": [1.0, 4.0]}
    assert {"loss", "kl"} <= set(compared["metrics"])

    table = tmp_path / "curves.csv"
    _, written, _ = call(capsys, "runs", "export", "a", "b", "--csv", table, "--tensorboard")
    assert set(pd.read_csv(table)["run"]) == {"a", "b"}
    assert len(written["tensorboard"]) == 2


def test_they_are_noted_renamed_extended_and_deleted(capsys):
    call(capsys, "runs", "note", "a", "half the weight")
    call(capsys, "runs", "rename", "a", "better")
    assert call(capsys, "runs", "note", "better")[1] == {"run": "better", "note": "half the weight"}
    assert call(capsys, "runs", "extend", "better", 2)[1]["state"] == "queued"
    assert queue.waiting() == ["better"]
    assert call(capsys, "runs", "stop", "better")[0] == 0  # it leaves the queue
    call(capsys, "runs", "delete", "better", "b")
    assert names() == []


def test_a_run_at_work_is_paused_and_stopped_but_not_deleted(capsys):
    work = Run.create("work", {})
    call(capsys, "runs", "pause", "work")
    assert work.pause_requested()
    call(capsys, "runs", "stop", "work")
    assert not work.pause_requested() and work.stop_requested()
    code, _, err = call(capsys, "runs", "delete", "work")
    assert code == 1 and "still working" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "nothing"], "no run “nothing”"),
        (["pause", "a"], "it is finished"),
        (["export", "a"], "--csv"),
        (["extend", "a", 0], "epochs is 0"),
        (["rename", "a", "b"], "taken already"),
    ],
)
def test_what_does_not_work_is_told(capsys, arguments, said):
    code, _, err = call(capsys, "runs", *arguments)
    assert code == 1 and said in err
