import numpy as np
import pytest

from facevae.figures.labels import apart, line_styles


def test_names_far_from_each_other_stay_where_they_are():
    assert apart([0.9, 0.1, 0.5], 0.1) == pytest.approx([0.9, 0.1, 0.5])


def test_names_too_near_move_apart_about_their_middle_the_first_highest():
    assert apart([0.5, 0.5, 0.5], 0.1) == pytest.approx([0.6, 0.5, 0.4])


def test_none_are_nearer_than_the_gap_and_their_order_stays():
    places = np.random.default_rng(0).random(9)
    moved = apart(places, 0.08)
    assert (moved.argsort() == places.argsort()).all()
    assert np.diff(np.sort(moved)).min() >= 0.08 - 1e-9


def test_the_model_stands_out_and_chance_is_dotted():
    styles = line_styles(["mine", "Eigenfaces", "chance"], dark=False)
    assert styles["mine"]["width"] > styles["Eigenfaces"]["width"]
    assert styles["chance"]["dash"] == "dot"
    assert len({style["color"] for style in styles.values()}) == 3


def test_names_stay_below_the_highest_place():
    assert apart([1.0, 0.99, 0.2], 0.1, highest=0.98) == pytest.approx([0.98, 0.88, 0.2])
