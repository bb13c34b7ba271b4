from collections import Counter

import numpy as np
import pandas as pd

from facevae.data import splits


def people(count: int, each: int) -> list[str]:
    return [f"p{number}" for number in range(count) for _ in range(each)]


def test_no_person_is_in_two_splits_and_the_shares_are_kept():
    identities = people(200, 5)
    split = splits.assign(identities, seed=3)
    assert pd.Series(split).groupby(identities).nunique().max() == 1
    assert Counter(split) == {"train": 800, "validation": 100, "test": 100}


def test_the_seed_decides():
    identities = people(50, 2)
    assert (splits.assign(identities, seed=1) == splits.assign(identities, seed=1)).all()
    assert (splits.assign(identities, seed=1) != splits.assign(identities, seed=2)).any()


def test_a_face_without_identity_is_a_person_of_its_own():
    assert Counter(splits.assign([None] * 100)) == {"train": 80, "validation": 10, "test": 10}


def test_given_splits_stay_and_draw_their_person_along():
    split = splits.assign(["ann", "ann", "ben", "cid"], ["test", None, "train", None])
    assert split[:3].tolist() == ["test", "test", "train"]


def test_a_given_test_split_takes_nobody_else():
    identities = people(50, 2)
    given = ["test" if name == "p0" else None for name in identities]
    split = splits.assign(identities, given, shares=(0.94, 0.06, 0.0))
    assert (split == "test").sum() == 2
    assert 0 < (split == "validation").sum() <= 6


def test_few_people_with_many_pictures_are_still_held_out():
    split = splits.assign(people(3, 10))
    assert Counter(split) == {"train": 10, "validation": 10, "test": 10}


def test_one_person_and_nobody():
    assert set(splits.assign(["ann"] * 5)) == {"train"}
    assert len(splits.assign([])) == 0


def test_validation_is_carved_out_of_train_by_person():
    identities = people(40, 5)
    given = np.array(["train"] * 150 + ["test"] * 50, dtype=object)
    split = splits.carve_validation(identities, given)
    assert (split[150:] == "test").all()
    assert 0 < (split == "validation").sum() <= 9
    assert pd.Series(split).groupby(identities).nunique().max() == 1
