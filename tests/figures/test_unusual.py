import numpy as np
import pytest

from facevae.figures.unusual import density, unusual

QUANTILES = np.quantile(np.random.default_rng(0).normal(1000, 100, size=5000), np.linspace(0, 1, 101))


def test_the_hill_stands_where_the_training_faces_are():
    values, heights = density(QUANTILES)
    assert values[heights.argmax()] == pytest.approx(1000, abs=40)
    assert heights.max() == 1
    weights = heights / heights.sum()
    spread = np.sqrt((weights * (values - (weights * values).sum()) ** 2).sum())
    assert spread == pytest.approx(100, rel=0.15)


def test_equal_quantiles_do_not_break_it():
    assert np.isfinite(density([5.0] * 101)[1]).all()
    unusual([5.0] * 101, 5.0, True).to_json()


@pytest.mark.parametrize("value", [700, 1000, 5000])
def test_this_face_is_marked_at_its_value_and_in_sight(value):
    figure = unusual(QUANTILES, value, dark=False)
    assert figure.layout.shapes[0].x0 == figure.layout.annotations[0].x == value
    low, high = figure.layout.xaxis.range
    assert low < value < high and low < QUANTILES[0] and high > QUANTILES[-1]
