import numpy as np
import pytest

from facevae.errors import FaceSetError
from facevae.recognition import baselines
from facevae.recognition.protocols import identification, run
from tests.recognition.support import Seer, face_set, noise, seer_of_people


@pytest.fixture(autouse=True)
def few_splits(monkeypatch):
    monkeypatch.setattr(identification, "SPLITS", 3)


def test_enrolled_people_are_found_and_by_chance_they_are_not(people):
    report = run(seer_of_people(people), people, "identification", enrol=2)
    figures = report["identification"]
    assert figures["rank1"] == 1 and figures["cmc"][0] == 1
    assert (figures["people"], figures["enrolled"], figures["n"], figures["splits"]) == (30, 60, 120, 3)
    assert figures["open_set"]["dir_at_fpir"] == {"0.1": 1, "0.01": 1}
    guessing = run(Seer(dims=64), people, "identification", enrol=2)["identification"]
    assert guessing["rank1"] == pytest.approx(1 / 30, abs=0.04)
    assert report["baseline"]["chance"]["identification"]["rank1"] == pytest.approx(1 / 30)
    assert set(report["baseline"]) >= {"eigenfaces", "fisherfaces", "raw_pixels", "chance", "identification"}


def test_the_probes_are_those_of_a_column(people):
    report = run(seer_of_people(people), people, "identification", probe_where=("expression", "happiness"))
    figures = report["identification"]
    assert figures["n"] == 90 and figures["enrolled"] == 90 and figures["splits"] == 1
    assert set(figures["groups"]["gender"]) == {"female", "male"}
    one = run(
        seer_of_people(people), people, "identification", probe_where=("expression", "happiness"), enrol=1
    )
    assert one["identification"]["enrolled"] == 30
    with pytest.raises(FaceSetError, match="expression = rage"):
        run(Seer(), people, "identification", probe_where=("expression", "rage"))
    with pytest.raises(FaceSetError, match="no labels “mood”"):
        run(Seer(), people, "identification", probe_where=("mood", "happiness"))


def test_an_enrolled_copy_of_a_probe_is_taken_out():
    pictures = noise(12)
    pictures[1] = pictures[0]
    faces = face_set([{"identity": f"p{i // 4}"} for i in range(12)], pictures)
    told = []
    run(Seer(), faces, "identification", enrol=2, found=told.append)
    assert told[0]["identification"]["removed_pictures"] >= 1


def test_a_picture_that_was_trained_on_is_not_measured():
    pictures = noise(16)
    pictures[0] = pictures[9]
    rows = [{"identity": f"p{i // 4}", "split": "train" if i < 8 else "test"} for i in range(16)]
    report = run(Seer(), face_set(rows, pictures), "identification", split="test")
    assert report["leaks"]["identification"] == {
        "identical": 1,
        "near": 0,
        "removed_pictures": 1,
        "shared_identities": 0,
    }
    assert report["identification"]["n"] == 5


def test_baselines_learn_from_training_people_else_from_the_enrolled_and_never_from_strangers(
    people, monkeypatch
):
    learned = []

    def fit(face_set, rows, size):
        learned.append(set(face_set.column("identity").iloc[rows]))
        return baselines.RawPixels(size)

    monkeypatch.setattr(baselines, "ALL", {"spy": fit})
    training = set(people.column("identity").iloc[people.rows("train")])
    run(Seer(), people, "identification", split="test")
    assert learned == [training]
    learned.clear()
    run(Seer(), people, "identification")
    everybody = set(people.column("identity"))
    closed, opened = learned[:3], learned[3:]
    assert closed == [everybody] * 3 and [len(known) for known in opened] == [15] * 3


def test_probes_of_one_person_leave_no_strangers():
    faces = face_set(
        [{"identity": f"p{i // 2}", "expression": "fear" if i == 1 else "anger"} for i in range(8)]
    )
    figures = run(Seer(), faces, "identification", probe_where=("expression", "fear"))["identification"]
    assert figures["n"] == 1 and figures["people"] == 4 and "open_set" not in figures
    with pytest.raises(FaceSetError, match="Without enrolled pictures"):
        run(Seer(), faces, "identification", probe_where=("expression", "fear"), enrol=0)


def test_one_picture_each_cannot_be_both_enrolled_and_a_probe():
    faces = face_set([{"identity": f"p{i}"} for i in range(5)])
    with pytest.raises(FaceSetError, match="No two of these people have more than 1"):
        run(Seer(), faces, "identification")


def test_splits_are_the_same_for_a_seed(people):
    seer = seer_of_people(people, spread=1.5)
    first, again, other = (run(seer, people, "identification", seed=seed) for seed in (0, 0, 1))
    assert first["identification"]["rank1"] == again["identification"]["rank1"]
    assert first["identification"]["cmc"] != other["identification"]["cmc"]
    assert 0 < first["identification"]["rank1"] < 1
    assert np.all(np.diff(first["identification"]["cmc"]) >= 0)
