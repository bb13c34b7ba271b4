import numpy as np
import pytest
from scipy.stats import norm

from facevae.figures.roc import det, equal_error, roc

LEVELS = np.linspace(6, -6, 400)


def gaussian(distance):
    """Scores of impostors N(0, 1), of genuine pairs N(distance, 1)."""
    return norm.sf(LEVELS), norm.sf(LEVELS - distance)


def test_the_equal_error_of_two_gaussians_is_that_of_the_formula():
    assert equal_error(*gaussian(2.0)) == pytest.approx(norm.sf(1.0), abs=1e-3)


def test_gaussian_scores_are_straight_lines_on_the_det():
    line = det({"mine": gaussian(2.0)}, dark=False).data[0]
    assert np.polyfit(line.x, line.y, 1) == pytest.approx([-1, -2], abs=0.02)


def test_every_line_is_named_and_the_threshold_marked():
    figure = roc({"mine": gaussian(2.0), "chance": ([0, 1], [0, 1])}, dark=True, here=(0.1, 0.8))
    assert [note.text for note in figure.layout.annotations] == ["mine", "chance"]
    assert (figure.data[-1].x[0], figure.data[-1].y[0]) == (0.1, 0.8)


def test_perfect_and_coarse_curves_can_be_drawn():
    curves = {"<b>mine</b>": ([0, 0, 1], [0, 1, 1]), "chance": ([0, 1], [0, 1])}
    assert "<b>mine" not in roc(curves, dark=False).to_json()
    det(curves, dark=False).to_json()


def test_who_never_errs_has_no_line_on_the_det_and_no_name():
    figure = det({"mine": ([0, 0, 1], [0, 1, 1]), "other": gaussian(1.0)}, dark=False)
    assert [note.text for note in figure.layout.annotations] == ["other"]
