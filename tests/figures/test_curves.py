import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from facevae.figures.curves import Line, chart, compare, loss_curves, series, smooth, spread, thin
from facevae.figures.theme import LOSS_COLOURS

ROWS = [
    {"step": step, "loss": 100 - step, "reconstruction_nll": 90.0 - step, "kl": 10.0} for step in range(50)
] + [{"step": step, "validation_loss": 110.0 - step} for step in range(0, 50, 10)]


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


def test_smooth_is_unbiased_from_its_first_value():
    assert_allclose(smooth([5.0] * 20, 0.99), 5)
    y = np.random.default_rng(0).normal(size=50)
    assert_allclose(smooth(y, 0), y)
    weights = 0.9 ** np.arange(50)[::-1]
    assert smooth(y, 0.9)[-1] == pytest.approx((weights * y).sum() / weights.sum())


def test_smooth_passes_over_what_is_not_finite():
    smoothed = smooth([1.0, np.nan, 1.0], 0.5)
    assert_array_equal(smoothed, [1, np.nan, 1])


def test_series_takes_the_rows_that_have_the_metric():
    steps, values = series(ROWS, "validation_loss")
    assert_array_equal(steps, range(0, 50, 10))
    assert values[0] == 110
    assert len(series(ROWS, "nothing")[0]) == 0


def test_loss_curves_draw_each_term_in_its_colour_and_validation_dashed():
    figure = loss_curves(ROWS, dark=True)
    by_dash = {dash: [t for t in figure.data if t.line.dash == dash] for dash in ("solid", "dash")}
    assert [t.line.color for t in by_dash["solid"]] == list(LOSS_COLOURS[True].values())
    assert len(by_dash["dash"]) == 1 and by_dash["dash"][0].line.color == LOSS_COLOURS[True]["loss"]
    texts = " ".join(a.text for a in figure.layout.annotations)
    assert all(name in texts for name in ("Loss", "Reconstruction", "KL"))
    assert texts.count("validation") == 1


def test_loss_curves_of_a_run_that_has_logged_nothing_are_empty_panels():
    assert len(loss_curves([], dark=False).data) == 0


def test_a_log_scale_says_what_it_cannot_show():
    rows = [{"step": i, "loss": 5.0 - i} for i in range(10)]
    figure = loss_curves(rows, dark=False, log=True)
    assert figure.layout.yaxis.type == "log"
    assert min(figure.data[0].y) > 0
    assert "no place on a log scale" in figure.layout.annotations[0].text


def test_lines_are_named_at_their_ends_with_names_apart_and_escaped():
    figure = compare({f"<b>run {i}</b>": ([0, 10], [5, 1 + i / 1000]) for i in range(4)}, "loss", False)
    labels = figure.layout.annotations
    assert [label.text for label in labels] == [f"&lt;b&gt;run {i}&lt;/b&gt;" for i in range(4)]
    low, high = figure.layout.yaxis.range
    heights = sorted((label.y - low) / (high - low) * 260 + label.yshift for label in labels)
    assert min(np.diff(heights)) >= 16


def test_a_line_of_one_point_is_a_marker():
    figure = chart([Line("a", [3], [4.0], "#000000")], False, x_title="step", y_title="y")
    assert figure.data[0].mode == "markers"


def test_spread_keeps_order_and_stays_inside():
    places = spread(np.array([0.0, 1, 2, 250]), 20, 250)
    assert_allclose(np.diff(places[:3]), 20, atol=0.1)
    assert places.min() >= -0.1 and places.max() <= 250.1
    assert (np.diff(places) > 0).all()
