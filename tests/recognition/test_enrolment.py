import numpy as np
import pytest

from facevae.errors import FaceSetError
from facevae.recognition.enrolment import at_random, by_value

PEOPLE = np.array(["a"] * 5 + ["b"] * 3 + ["c"] * 2 + ["d"], dtype=object)


def test_so_many_of_each_are_enrolled_and_the_rest_are_probes():
    splits = at_random(np.arange(11), PEOPLE, enrol=2, splits=20, seed=0)
    for split in splits:
        assert sorted(PEOPLE[split.enrolled]) == ["a", "a", "b", "b"]  # c and d have no more than two
        assert sorted(PEOPLE[split.probes]) == ["a", "a", "a", "b"]
        assert not set(split.enrolled) & set(split.probes) and len(split.strangers) == 1
    assert len({tuple(split.enrolled) for split in splits}) > 10


def test_rows_may_be_any_of_the_set():
    (split,) = at_random(np.array([9, 1, 8, 0]), PEOPLE, enrol=1, splits=1, seed=0)
    assert sorted([*split.enrolled, *split.probes]) == [0, 1, 8, 9]


def test_probes_of_a_value_are_those_of_people_who_are_enrolled():
    split = by_value(np.array([0, 1, 2, 5]), np.array([3, 6, 8]), PEOPLE, None, 0)
    assert split.probes.tolist() == [3, 6] and split.enrolled.tolist() == [0, 1, 2, 5]
    assert sorted(PEOPLE[by_value(np.array([0, 1, 2, 5]), np.array([3]), PEOPLE, 1, 0).enrolled]) == [
        "a",
        "b",
    ]


def test_nobody_on_both_sides_is_told():
    with pytest.raises(FaceSetError, match="more than 5"):
        at_random(np.arange(11), PEOPLE, enrol=5, splits=1, seed=0)
    with pytest.raises(FaceSetError, match="more than 0"):
        at_random(np.arange(11), PEOPLE, enrol=0, splits=1, seed=0)
    with pytest.raises(FaceSetError, match="Nobody"):
        by_value(np.array([0]), np.array([5]), PEOPLE, None, 0)
