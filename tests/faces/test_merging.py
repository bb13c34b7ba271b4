import numpy as np
import pytest

from facevae.faces.merging import merged, overlaps, unmirrored


def row(x0, y0, x1, y1, score, point=0.0):
    return np.array([x0, y0, x1, y1, *[point] * 10, score], float)


def test_overlap_by_hand():
    one = np.array([0.0, 0, 10, 10])
    iou, covered = overlaps(one, np.array([[5.0, 0, 15, 10], [2, 2, 4, 4], [20, 20, 30, 30]]))
    np.testing.assert_allclose(iou, [50 / 150, 4 / 100, 0])
    np.testing.assert_allclose(covered, [0.5, 1, 0])


def test_answers_about_one_face_become_their_weighed_mean_with_the_surest_score():
    found = merged(np.stack([row(0, 0, 100, 100, 0.5, 20), row(2, 0, 102, 100, 1.0, 10)]))
    (only,) = found
    assert only[14] == 1.0
    assert only[0] == pytest.approx((1 * 2 + 0.25 * 0) / 1.25)
    assert only[4] == pytest.approx((1 * 10 + 0.25 * 20) / 1.25)


def test_a_part_of_a_face_is_not_another_one_but_a_neighbour_is():
    face, part, neighbour = row(0, 0, 100, 100, 0.9), row(40, 40, 70, 70, 0.8), row(90, 0, 190, 100, 0.7)
    assert merged(np.stack([neighbour, part, face]))[:, 14].tolist() == [0.9, 0.7]


def test_what_a_mirror_shows_is_told_as_it_is():
    seen = np.array([[60.0, 10, 80, 40, 62, 20, 75, 22, 70, 28, 64, 35, 74, 36, 0.9]])
    (told,) = unmirrored(seen, 100)
    assert told[:4].tolist() == [20, 10, 40, 40]
    points = told[4:14].reshape(5, 2).tolist()
    assert points == [[25, 22], [38, 20], [30, 28], [26, 36], [36, 35]]
    assert unmirrored(unmirrored(seen, 100), 100).tolist() == seen.tolist()


def test_nothing_stays_nothing():
    assert merged(np.empty((0, 15))).shape == (0, 15)
