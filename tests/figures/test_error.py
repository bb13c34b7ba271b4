import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from facevae.figures.error import MAGMA, delta_e, error_picture, lab


@pytest.mark.parametrize(
    ("rgb", "expected"),
    [
        ((255, 255, 255), (100, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((255, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 128, 0), (46.23, -51.70, 49.90)),
        ((0, 0, 255), (32.30, 79.19, -107.86)),
    ],
)
def test_lab_has_the_published_values(rgb, expected):
    assert_allclose(lab(np.array(rgb, np.uint8)), expected, atol=0.06)


def test_alike_is_black_and_the_largest_error_the_brightest():
    black, white = np.zeros((4, 4, 3), np.uint8), np.full((4, 4, 3), 255, np.uint8)
    assert delta_e(black, white).max() == pytest.approx(100, abs=0.05)
    assert error_picture(white, white).max() <= 4
    assert_array_equal(error_picture(black, white)[0, 0], [int(MAGMA[-1][i : i + 2], 16) for i in (0, 2, 4)])


def test_error_shows_where_and_how_much():
    x = np.full((3, 8, 8, 3), 128, np.uint8)
    x_hat = x.copy()
    x_hat[1, 2, 3] += 20
    x_hat[1, 5, 5] += 60
    picture = error_picture(x, x_hat)
    assert picture.shape == x.shape and picture.dtype == np.uint8
    brightness = lab(picture)[..., 0]
    assert brightness[1, 5, 5] > brightness[1, 2, 3] + 10 > brightness[0, 0, 0] + 20
    assert (brightness[[0, 2]] == brightness[0, 0, 0]).all()


def test_the_error_colours_rise_evenly_in_lightness():
    table = np.array([[int(colour[i : i + 2], 16) for i in (0, 2, 4)] for colour in MAGMA], np.uint8)
    rise = np.diff(lab(table)[:, 0])
    assert rise.min() > 3 and rise.max() < 9
