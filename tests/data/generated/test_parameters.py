import numpy as np
import pytest

from facevae.data.generated import expressions, parameters
from facevae.data.labels import EXPRESSIONS


@pytest.fixture(scope="module")
def table():
    return parameters.sample(960, seed=5, identities=40)


def mean(table, expression, column):
    return table.loc[table["expression"] == expression, f"p_{column}"].mean()


def test_expressions_and_people_are_spread_evenly(table):
    assert set(table["expression"]) == set(EXPRESSIONS) == set(expressions.LOOKS)
    assert table["expression"].value_counts().nunique() == 1
    assert (table.groupby("identity")["expression"].nunique() == 8).all()
    assert table["identity"].nunique() == 40


def test_about_twelve_pictures_a_person_by_default():
    assert parameters.sample(240)["identity"].nunique() == 20
    assert parameters.sample(1)["identity"].nunique() == 1
    assert parameters.sample(5)["identity"].nunique() == 2
    assert parameters.sample(0).empty


def test_a_person_stays_the_same_and_pictures_do_not(table):
    one = table[table["identity"] == "person-0003"]
    for column in ("skin_tone", "hair_style", "face_width", "glasses", "beard", "nose_length", "eye_colour"):
        assert one[f"p_{column}"].nunique() == 1
    for column in ("yaw", "light_x", "mouth_corner", "intensity"):
        assert one[f"p_{column}"].nunique() > 8


def test_a_person_is_the_same_in_tables_of_any_length(table):
    short = parameters.sample(8, seed=5, identities=4)
    ours, theirs = (t[t["identity"] == "person-0002"].iloc[0] for t in (short, table))
    assert ours["p_face_width"] == theirs["p_face_width"]
    assert ours["p_hair_style"] == theirs["p_hair_style"]


def test_people_differ(table):
    people = table.drop_duplicates("identity")
    assert people["p_hair_style"].nunique() >= 10
    assert people["p_skin_tone"].min() < 0.15
    assert people["p_skin_tone"].max() > 0.85
    assert not people.duplicated(["p_face_width", "p_nose_length"]).any()


@pytest.mark.parametrize(
    ("expression", "column", "sign"),
    [
        ("happiness", "mouth_corner", 1),
        ("happiness", "cheek_raise", 1),
        ("surprise", "mouth_open", 1),
        ("surprise", "brow_outer", 1),
        ("surprise", "mouth_wide", -1),
        ("sadness", "mouth_corner", -1),
        ("sadness", "brow_inner", 1),
        ("sadness", "brow_outer", -1),
        ("anger", "brow_inner", -1),
        ("anger", "brow_knit", 1),
        ("disgust", "nose_wrinkle", 1),
        ("disgust", "lip_raise", 1),
        ("fear", "lid_open", 1),
        ("fear", "brow_knit", 1),
        ("fear", "pupil", -1),
        ("contempt", "mouth_skew", 1),
        ("contempt", "brow_skew", 1),
    ],
)
def test_an_expression_moves_the_face_as_meant(table, expression, column, sign):
    moved = mean(table, expression, column) - mean(table, "neutral", column)
    assert sign * moved > 0.2


def test_a_stronger_expression_moves_more():
    weak, strong = (
        expressions.movements("surprise", intensity, 1, np.random.default_rng(0)) for intensity in (0.4, 1.0)
    )
    assert strong["mouth_open"] > 2 * weak["mouth_open"]
    assert strong["lid_open"] > weak["lid_open"]
