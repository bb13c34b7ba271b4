import json

import numpy as np
import pandas as pd
import pytest

from facevae.figures.map import axes, colouring, column
from facevae.figures.theme import EXPRESSION_COLOURS


def names(made):
    """Each face's kind, None where it has none."""
    return [None if code == 0 else made.facts["kinds"][code - 1] for code in made.codes]


def test_every_face_keeps_its_kind_and_what_is_missing_has_none():
    values = ["Ada", None, "Bo", "Ada", " ", np.nan]
    assert names(column("identity", np.array(values, object))) == ["Ada", None, "Bo", "Ada", None, None]


def test_it_is_told_how_many_faces_each_kind_has_though_not_all_are_drawn():
    assert column("identity", ["b", None, "a", "a"]).facts["faces"] == [1, 2, 1]
    assert column("identity", ["b", "b"]).facts["faces"] == [0, 2]


def test_kinds_come_commonest_first_and_expressions_in_their_order_and_colours():
    assert column("identity", ["b", "a", "a", "c"]).facts["kinds"] == ["a", "b", "c"]
    made = column("expression", ["anger", "happiness", "anger", None])
    assert made.facts["kinds"] == ["happiness", "anger"]
    look = colouring(made, "expression", dark=True)
    assert look["styles"] == [
        (EXPRESSION_COLOURS["happiness"], "circle"),
        (EXPRESSION_COLOURS["anger"], "circle"),
    ]


def test_twelve_kinds_are_told_apart_by_hue_and_symbol():
    look = colouring(column("identity", [f"p{i}" for i in range(40)]), "identity", dark=False)
    assert len(look["styles"]) == len(set(look["styles"])) == 12
    assert len({colour for colour, _ in look["styles"]}) == 6


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ([0, 1, 2] * 20, ["0", "1", "2"]),
        ([True, False] * 30, ["False", "True"]),
        ([0.0, 1.0, None] * 20, ["0", "1"]),
        (pd.array([1, None] * 20, dtype="Int64"), ["1"]),
        ([None, None], []),
    ],
)
def test_a_few_whole_numbers_are_kinds(values, kinds):
    assert column("glasses", values).facts["kinds"] == kinds


def test_numbers_run_over_a_scale_whose_ends_say_that_they_are_clipped():
    values = [*np.linspace(0, 10, 198), np.nan, 1e6]
    made = column("age", values)
    assert made.facts["high"] < 11 and made.facts["clipped"] == [True, True]
    back = made.facts["low"] + (made.codes - 1.0) / 65_534 * (made.facts["high"] - made.facts["low"])
    middle = slice(20, 180)
    np.testing.assert_allclose(back[middle], values[middle], atol=1e-3)
    assert made.codes[198] == 0 and made.codes[199] == 65_535
    look = colouring(made, "age", dark=False)
    assert look["ticks"][0].startswith("≤") and look["ticks"][-1].startswith("≥") and look["missing"] == 1


def test_numbers_without_outliers_are_not_said_to_be_clipped():
    made = column("age", [1.5] * 5 + [2.5] * 5)
    assert made.facts["clipped"] == [False, False]
    assert not any(tick[0] in "≤≥" for tick in colouring(made, "age", False)["ticks"])


def test_infinite_numbers_are_missing_ones():
    assert column("nll", [*np.linspace(0, 1, 20), np.inf]).codes[-1] == 0


def test_every_colouring_can_be_sent():
    for made in (None, column("a", ["x"]), column("b", list(np.linspace(0, 1, 30)))):
        json.dumps(colouring(made, "a", dark=True))


def test_only_the_axes_of_pca_have_a_meaning():
    assert axes({"explained_variance": [0.31, 0.12, 0.05]}, 2)[0] == "component 1: 31 % of variance"
    assert axes({"method": "tsne"}, 2) == []
