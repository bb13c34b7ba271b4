import time

import numpy as np

from facevae.latents.enclosed import enclosed

# An arrow head that points right: a notch from the left up to (2, 2).
#  4 *
#  3   *  *
#  2      *     *        the corners (0, 0), (4, 2), (0, 4), (2, 2)
#  1   *  *
#  0 *
ARROW = [(0, 0), (4, 2), (0, 4), (2, 2)]


def test_a_concave_polygon_leaves_its_notch_out():
    inside = [(3, 2), (2.1, 2), (1, 1), (1, 0.6), (1, 3), (0.1, 0.09), (3.9, 2)]
    outside = [
        (1, 2),
        (0, 2),
        (1.9, 2),
        (1, 1.5),
        (1, 0.4),
        (1, 3.6),
        (4.1, 2),
        (-1, 2),
        (5, 2),
        (3, 0),
        (2, 5),
    ]
    points = np.array(inside + outside, np.float32)
    assert enclosed(points, ARROW).tolist() == [True] * len(inside) + [False] * len(outside)
    assert enclosed(points, ARROW[::-1]).tolist() == enclosed(points, ARROW).tolist()


def test_a_point_beside_a_corner_is_counted_once():
    points = np.array([(1, 2), (-3, 2), (3, 0), (-3, 0)], np.float32)  # as high as corners and level edges
    diamond, square = [(0, -4), (4, 2), (0, 8), (-2, 2)], [(-1, 0), (4, 0), (4, 4), (-1, 4)]
    assert enclosed(points, diamond).tolist() == [True, False, False, False]
    assert enclosed(points, square).tolist() == [True, False, True, False]


def test_a_line_that_crosses_itself_encloses_by_the_even_odd_rule():
    twice = [(0, 0), (4, 0), (4, 4), (0, 4)] * 2
    assert not enclosed(np.array([[2.0, 2]]), twice).any()
    bow = [(0, 0), (4, 4), (4, 0), (0, 4)]
    assert (
        enclosed(np.array([[0.5, 2.0], [3.5, 2], [2, 3.5], [2, 0.5]]), bow).tolist()
        == [True] * 2 + [False] * 2
    )


def test_a_line_without_room_encloses_nothing():
    points = np.array([[0.0, 0], [1, 1]])
    for corners in ([], [(0, 0)], [(0, 0), (1, 1)], [(0, 0), (2, 0), (1, 0)]):
        assert not enclosed(points, corners).any()


def test_a_long_line_around_a_million_points_takes_no_time():
    points = np.random.default_rng(0).normal(size=(1_000_000, 2)).astype(np.float32)
    turn = np.linspace(0, 2 * np.pi, 2000, endpoint=False)
    began = time.process_time()
    found = enclosed(points, np.c_[np.cos(turn), np.sin(turn)])
    assert time.process_time() - began < 3
    wrong = found != (np.linalg.norm(points, axis=1) < 1)
    assert wrong.sum() < 10
