import numpy as np
import pytest
from numpy.testing import assert_array_equal

from facevae.figures.curves import thin


def test_thin_keeps_first_last_and_every_extreme():
    y = np.sin(np.linspace(0, 60, 100_000))
    y[33_333], y[77_777] = 50, -50
    x, kept = thin(np.arange(100_000), y, 2000)
    assert len(x) <= 2000
    assert (np.diff(x) > 0).all()
    assert (x[0], x[-1]) == (0, 99_999)
    assert kept.max() == 50 and kept.min() == -50
    assert_array_equal(kept, y[x])


def test_thin_leaves_short_lines_and_drops_what_is_not_finite():
    x, y = thin([1, 2, 3, 4], [5.0, float("nan"), 7.0, float("inf")])
    assert_array_equal(x, [1, 3])
    assert_array_equal(y, [5, 7])
    assert len(thin([], [])[0]) == 0


@pytest.mark.parametrize("length", [5, 11, 100])
@pytest.mark.parametrize("limit", [4, 5, 10])
def test_thin_never_exceeds_its_limit(length, limit):
    x, _ = thin(np.arange(length), np.random.default_rng(0).normal(size=length), limit)
    assert len(x) <= max(limit, 0) and (x[0], x[-1]) == (0, length - 1)
