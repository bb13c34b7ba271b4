"""The queue in the shell; nobody takes runs out of it here."""

import pytest

from facevae.data.generated.making import make
from facevae.training import dispatcher, queue
from facevae.training.run import Run, names
from tests.cli.test_main import call

TINY = ["--data", "faces", "--preset", "article", "--set", "size=16", "--set", "steps=3"]


@pytest.fixture(autouse=True)
def faces(monkeypatch):
    monkeypatch.setattr(dispatcher, "wake", lambda: None)
    return make("faces", 20, size=16, seed=1)


def test_runs_are_added_listed_moved_and_cancelled(capsys):
    _, first, _ = call(capsys, "queue", "add", *TINY, "--run", "first", "--device", "cpu")
    assert first == {"run": "first", "state": "queued", "place": 1}
    _, second, _ = call(capsys, "queue", "add", *TINY)
    assert second["run"] == "faces-article" and second["place"] == 2
    rows = call(capsys, "queue", "list")[1]
    assert [(row["run"], row["place"], row["devices"]) for row in rows] == [
        ("first", 1, ["cpu"]),
        ("faces-article", 2, ["cpu"]),
    ]
    assert call(capsys, "queue", "move", "faces-article", 1)[1] == ["faces-article", "first"]
    assert call(capsys, "queue", "cancel", "first")[0] == 0
    assert queue.waiting() == ["faces-article"] and Run.open("first").status()["state"] == "cancelled"
    assert call(capsys, "queue", "add", "--resume", "first")[1]["place"] == 2


def test_a_run_at_work_is_listed_before_those_that_wait(capsys):
    call(capsys, "queue", "add", *TINY, "--run", "waits")
    work = Run.create("works", {})
    queue.occupy(work, ["cpu"])
    rows = call(capsys, "queue", "list")[1]
    assert [(row["run"], row["state"], row["place"]) for row in rows] == [
        ("works", "starting", 0),
        ("waits", "queued", 1),
    ]


def test_another_run_like_one_that_was(capsys):
    call(capsys, "queue", "add", *TINY, "--run", "first", "--set", "beta=4", "--set", "clip=1")
    assert call(capsys, "queue", "add", "--like", "first", "--set", "beta=2", "--run", "second")[2] == ""
    first, second = Run.open("first").config, Run.open("second").config
    assert second["training"] == first["training"] | {"beta": 2} and second["model"] == first["model"]


def test_a_run_without_settings_is_told_and_gives_none(capsys):
    Run.create("bare", {}).become("stopped")
    told = "error: The settings of the run “bare” are damaged. Delete the run.\n"
    for verb in (["queue", "add", "--like", "bare"], ["queue", "add", "--resume", "bare"]):
        assert call(capsys, *verb)[0] == 1 and call(capsys, *verb)[2] == told
    for verb in (["runs", "show", "bare"], ["runs", "compare", "bare"]):
        assert call(capsys, *verb)[0] == 1 and call(capsys, *verb)[2] == told
    assert "damaged" in call(capsys, "runs", "list")[1][0]["error"]
    assert call(capsys, "runs", "delete", "bare")[0] == 0


def test_a_sweep_is_a_run_a_combination(capsys):
    over = ["--over", "beta=1,4", "--over", "learning_rate=1e-4,1e-3"]
    _, runs, _ = call(capsys, "queue", "sweep", *TINY, *over, "--run", "try")
    assert [row["run"] for row in runs] == ["try-1", "try-2", "try-3", "try-4"] == queue.waiting()
    assert runs[1]["settings"] == {"beta": "1", "learning_rate": "1e-3"}
    assert Run.open("try-2").config["training"]["learning_rate"] == 1e-3
    _, drawn, _ = call(
        capsys, "queue", "sweep", *TINY, "--over", "beta=0.5..8", "--random", 3, "--run", "draw"
    )
    betas = [Run.open(row["run"]).config["training"]["beta"] for row in drawn]
    assert len(set(betas)) == 3 and all(0.5 <= beta <= 8 for beta in betas)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add"], "--data"),
        (["add", *TINY, "--device", "cuda:99"], "no device “cuda:99”"),
        (["add", *TINY, "--set", "betta=1"], "beta"),
        (["add", "--like", "nothing"], "no run “nothing”"),
        (["cancel", "nothing"], "no run “nothing”"),
        (["move", "nothing", "1"], "does not wait"),
        (["sweep", *TINY, "--over", "beta"], "key=value"),
        (["sweep", *TINY, "--over", "beta=1..4"], "draw at random"),
    ],
)
def test_what_does_not_work_is_told_and_leaves_nothing(capsys, arguments, said):
    code, _, err = call(capsys, "queue", *arguments)
    assert code == 1 and said in err
    assert names() == [] and queue.entries() == []


def test_sweeps_and_runs_of_joint_sets_without_a_name_are_given_one_each(capsys):
    make("more", 20, size=16, seed=2)
    joint = ["--data", "faces+more", *TINY[2:]]
    assert call(capsys, "queue", "add", *joint)[1]["run"] == "faces-more-article"
    for own in ("faces-article-sweep", "faces-article-sweep-2"):
        _, runs, err = call(capsys, "queue", "sweep", *TINY, "--over", "beta=1,4")
        assert err == "" and [row["run"] for row in runs] == [f"{own}-1", f"{own}-2"]


def test_what_a_resumed_run_cannot_change_is_refused(capsys):
    call(capsys, "queue", "add", *TINY, "--run", "first")
    call(capsys, "queue", "cancel", "first")
    for verb in (["queue", "add"], ["train"]):
        code, _, err = call(capsys, *verb, "--resume", "first", "--set", "beta=2")
        assert code == 1 and "--set" in err
    assert Run.open("first").status()["state"] == "cancelled"
