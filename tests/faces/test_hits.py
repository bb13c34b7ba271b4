import numpy as np
import pytest

from facevae.faces.hits import FRONTAL, Hit, distinct, together
from facevae.faces.views import View, turned

VIEW = View(np.zeros((200, 200), np.uint8), np.eye(2, 3))


def hit(x, y, side, votes, view=VIEW) -> Hit:
    return Hit(view, FRONTAL, x, y, side, votes)


def test_hits_on_one_face_add_their_votes():
    first, second, other = hit(50, 50, 40, 9), hit(53, 48, 44, 5), hit(120, 50, 40, 4)
    merged = together([second, other, first])
    assert [(h.x, h.votes) for h in merged] == [(50, 14), (120, 4)]


def test_of_hits_in_each_others_way_the_surest_stays():
    face, mouth, neighbour = hit(50, 50, 60, 30), hit(65, 70, 20, 3), hit(112, 50, 60, 8)
    assert distinct([mouth, neighbour, face]) == [face, neighbour]


def test_views_do_not_matter_for_what_is_one_face():
    tilted = turned(VIEW, 22, 0.25)
    upright = hit(80, 80, 40, 5)  # about the middle, where turning moves nothing
    assert upright.agrees(hit(80 + 50, 80 + 50, 40, 5, tilted))
    assert not upright.agrees(hit(80, 80, 40, 5, tilted))


def test_the_box_goes_from_the_brow_to_the_chin():
    x0, y0, x1, y1 = hit(100, 100, 100, 9).box()
    assert (x0 + x1) / 2 == pytest.approx(150, abs=2)
    assert 90 < y0 < 100 and 205 < y1 < 215 and x1 - x0 == pytest.approx(85)
