import numpy as np
import pytest

from facevae.figures.cmc import cmc
from facevae.figures.confusion import confusion
from facevae.figures.expressions import bars
from facevae.figures.heat import heat_picture
from facevae.figures.reliability import reliability
from facevae.figures.scores import scores
from facevae.figures.theme import EXPRESSION_COLOURS

SHARES = np.linspace(0, 1, 101)


def test_matches_are_counted_from_rank_one_and_named_at_the_end():
    figure = cmc({"mine": [0.8, 0.9, 1.0], "chance": [0.1, 0.2, 0.3]}, dark=False)
    assert list(figure.data[0].x) == [1, 2, 3]
    assert [note.text for note in figure.layout.annotations] == ["mine", "chance"]


def test_rows_of_the_confusion_are_shares_of_their_own_faces():
    heatmap = confusion([[8, 2], [0, 0]], ["neutral", "fear"], dark=False).data[0]
    assert heatmap.z.tolist() == pytest.approx(np.array([[0.8, 0.2], [0, 0]]))
    assert heatmap.y[0] == "neutral (10)"


def test_bars_keep_colour_and_order_of_the_expressions():
    told = {"neutral": 0.2, "happiness": 0.799, "fear": 0.001}
    bar = bars(told, dark=False).data[0]
    assert list(bar.y) == list(told)
    assert bar.marker.color[1] == EXPRESSION_COLOURS["happiness"]
    assert bar.text[1] == "80 %" and bar.text[2] == "< 1 %"


def test_empty_bins_are_left_out_of_the_reliability():
    points = reliability([0.1, 0.5, 0.9], [0.2, 0.5, 0.8], [0, 4, 16], dark=False).data[1]
    assert points.x.tolist() == pytest.approx([0.5, 0.9])
    assert points.marker.size[1] > points.marker.size[0]


def test_score_and_threshold_stand_at_their_values_in_sight():
    figure = scores(0.5 + 0.1 * SHARES, 0.1 * SHARES, 0.3, dark=False, score=0.95)
    assert [shape.x0 for shape in figure.layout.shapes] == [0.3, 0.95]
    low, high = figure.layout.xaxis.range
    assert low < 0 and high > 0.95


def test_heat_covers_where_it_is_hot_and_leaves_the_rest_grey():
    picture = np.full((8, 8, 3), (200, 100, 50), np.uint8)
    heat = np.zeros((8, 8))
    heat[2, 3] = 1
    shown = heat_picture(picture, heat)
    assert np.ptp(shown[0, 0]) == 0 and np.ptp(shown[2, 3].astype(int)) > 20
