import numpy as np
import pytest

from facevae.dashboard import run_trail, run_watched
from facevae.dashboard.run_latents import Told, news
from facevae.data import faceset
from facevae.data.generated.making import make
from facevae.training import watch
from facevae.training.run import Run


@pytest.fixture
def run(own_home):
    """A run that recorded the faces of a set twice."""
    faces = make("faces", 60, size=16, seed=1)
    folder = own_home / "runs" / "run"
    positions = range(len(faces.rows("train")))
    watch.name_faces(folder / "watch", [faces], "train", positions)
    run = Run(folder)
    run.write_status({"state": "finished", "steps": 100})
    for step in (0, 10):
        record(run, step, len(positions))
    return run


def record(run, step, faces=42):
    rng = np.random.default_rng(step)
    watch.write(run.folder / "watch", watch.Record(step, rng.normal(size=(faces, 4)), rng.random(4)))


def told_steps(message):
    return [look["step"] for look in message["looks"]]


def test_at_first_all_is_told_then_only_what_is_new_twice(run):
    told = Told()
    assert told_steps(news(run, told, 1.0, False)) == [0, 10]
    record(run, 20)
    assert told_steps(news(run, told, 1.0, False)) == [0, 10, 20]
    assert told_steps(news(run, told, 1.0, False)) == [20]
    message = news(run, told, 1.0, False)
    assert told_steps(message) == [] and message["steps"] == [0, 10, 20] and message["last"] == 100


def test_the_faces_come_with_the_first_two_messages_and_again_in_another_theme(run):
    told = Told()
    sent = ["faces" in news(run, told, 1.0, dark) for dark in (False, False, False, True, True, True)]
    assert sent == [True, True, False, True, True, False]


def test_pictures_and_kinds_are_those_of_the_faces(run):
    faces = faceset.FaceSet.open("faces")
    about = run_watched.watched(str(run.folder / "watch"), 1, False)
    rows = faces.rows("train")
    assert about["count"] == len(rows) and about["sheet"].startswith("data:image/")
    told = {colour["name"]: colour for colour in about["colours"]}
    expression = told["expression"]
    for code, value in zip(expression["codes"], faces.column("expression").iloc[rows], strict=True):
        assert expression["names"][code] == value


def test_faces_of_a_deleted_set_have_neither_picture_nor_kind(run):
    faceset.delete("faces")
    about = run_watched.watched(str(run.folder / "watch"), 2, False)
    assert about["sheet"] == "" and about["colours"] == [] and about["count"] > 0


def test_rare_kinds_are_others():
    values = [*"aaabbbcc", *(f"rare {i}" for i in range(30))]
    colours = run_watched._colours("identity", values, False)
    assert colours["names"][:3] == ["a", "b", "c"] and len(colours["names"]) == 6
    assert colours["others"] == 27 and colours["codes"][-1] == -1


def test_another_run_of_the_same_name_has_a_trail_of_its_own(run):
    folder = str(run.folder / "watch")
    assert run_trail.trail(folder, 1.0) is run_trail.trail(folder, 1.0)
    assert run_trail.trail(folder, 1.0) is not run_trail.trail(folder, 2.0)
