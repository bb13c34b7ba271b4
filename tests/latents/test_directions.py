import numpy as np
import pandas as pd
import pytest

from facevae.errors import FaceSetError
from facevae.latents.directions import attribute, labels, people, principal

RNG = np.random.default_rng(0)
Z = RNG.normal(size=(600, 10)).astype(np.float32)
YES = RNG.random(600) < 0.4
TRUE = np.eye(10)[2] * 3


@pytest.mark.parametrize("how", ["difference", "logistic"])
def test_a_planted_direction_is_found_and_told_on_other_faces(how):
    found = attribute(Z + YES[:, None] * TRUE, YES, "glasses", how)
    assert found.vector @ TRUE / np.linalg.norm(found.vector) / 3 > 0.95
    assert np.linalg.norm(found.vector) == pytest.approx(3, abs=0.4)
    assert found.auc > 0.95 and found.yes == YES.sum()


def test_what_is_not_there_is_told_no_better_than_by_chance():
    assert attribute(Z, YES, "nothing").auc == pytest.approx(0.5, abs=0.12)


def test_what_merely_goes_along_is_left_out_by_the_logistic_one():
    """The label moves number 2; number 5 follows number 2 closely in every face."""
    z = Z + YES[:, None] * TRUE
    z[:, 5] = z[:, 2] + 0.5 * RNG.normal(size=600)
    plain, logistic = (attribute(z, YES, "x", how).vector for how in ("difference", "logistic"))
    assert logistic[5] / logistic[2] < 0.5 < plain[5] / plain[2]


def test_principal_axes_are_those_of_the_spread():
    z = Z * np.array([1, 1, 5, 1, 1, 1, 1, 2, 1, 1])
    first, second = principal(z, 2)
    assert abs(first.vector[2]) == pytest.approx(5, abs=0.5) and abs(second.vector[7]) > 1.5
    assert first.name.startswith("main difference 1 (")


def test_labels_are_values_of_words_and_halves_of_numbers():
    index = pd.DataFrame(
        {
            "face_id": [str(i) for i in range(40)],
            "identity": ["a", "b"] * 20,
            "expression": ["neutral"] * 20 + ["happiness"] * 20,
            "p_age": np.linspace(0, 1, 40),
            "p_beard": ["none"] * 39 + ["full"],
            "p_glasses": ["none", "wire", "none", "round"] * 10,
            "gender": [None] * 40,
            "tags": ["hat", "hat, old", None, "old"] * 10,
        }
    )
    found = labels(index)
    assert set(found) == {
        "expression: neutral",
        "expression: happiness",
        "more age",
        "glasses",
        "tag: hat",
        "tag: old",
    }
    assert found["glasses"].sum() == 20
    assert found["tag: hat"].sum() == 20 and found["tag: old"].sum() == 20
    assert found["more age"].sum() == 20 and found["expression: happiness"][20:].all()


def test_unlabelled_faces_are_on_neither_side():
    """12 happy, 12 neutral, 18 that nobody labelled; ages known of half the faces."""
    happy, neutral, unknown = ["happiness"] * 12, ["neutral"] * 12, [None] * 18
    index = pd.DataFrame(
        {
            "expression": happy + neutral + unknown,
            "age": [*np.arange(24.0), *[np.nan] * 18],
            "glasses": ["wire"] * 12 + ["none"] * 12 + unknown,
        }
    )
    found = labels(index)
    for yes in (found["expression: happiness"], found["glasses"]):
        assert (yes[:12] == 1).all() and (yes[12:24] == 0).all() and np.isnan(yes[24:]).all()
    assert (found["more age"] == 1).sum() == (found["more age"] == 0).sum() == 12
    z = np.zeros((42, 3), np.float32)
    z[:12, 0], z[24:] = 2, 9
    direction = attribute(z, found["expression: happiness"], "happiness")
    assert (direction.yes, direction.no) == (12, 12)
    assert direction.vector.tolist() == [2, 0, 0]  # the unlabelled lie far off and do not pull


def test_a_label_that_is_only_known_people_is_not_told_on_others():
    """20 people of 30 faces, each with a look of its own; half of them have the label, by chance."""
    person = np.repeat(np.arange(20), 30)
    looks = 3 * np.random.default_rng(1).normal(size=(20, 60))
    z = (looks[person] + RNG.normal(size=(600, 60))).astype(np.float32)
    yes = np.random.default_rng(2).permutation(20)[person] < 10
    names = np.array([f"person {one}" for one in person])
    assert attribute(z, yes, "beard").auc > 0.95
    assert attribute(z, yes, "beard", people=names).auc < 0.8


def test_a_label_of_one_person_is_found_and_not_tried():
    yes = np.arange(600) < 30
    names = np.maximum(np.arange(600), 29).astype(str)
    found = attribute(Z + yes[:, None] * TRUE, yes, "tag: me", people=names)
    assert found.yes == 30 and np.isnan(found.auc)


def test_a_face_of_nobody_known_is_somebody_else():
    index = pd.DataFrame({"face_id": ["f1", "f2", "f3"], "identity": ["ann", None, "ann"]})
    assert people(index).tolist() == ["ann", "f2", "ann"]


def test_too_few_labelled_faces_are_said():
    with pytest.raises(FaceSetError, match="3 with it"):
        attribute(Z, np.arange(600) < 3, "beard")
