import numpy as np
import pytest

from facevae.training.detector.marks import framed, moved

ROW = np.array([[10.0, 20, 30, 60, 14, 30, 26, 30, 20, 40, 15, 50, 25, 50, 1]])


def turn(degrees: float, scale: float = 1.0) -> np.ndarray:
    angle = np.radians(degrees)
    cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
    return np.array([[cos, -sin, 0], [sin, cos, 0]])


def test_shift_and_scale_move_box_and_points_alike():
    out = moved(ROW, np.array([[2.0, 0, 5], [0, 2, -3]]))
    assert out[0, :4].tolist() == [25, 37, 65, 117]
    assert out[0, 4:6].tolist() == [33, 57] and out[0, 14] == 1


def test_a_quarter_turn_exchanges_the_sides_of_the_box():
    x0, y0, x1, y1 = moved(ROW, turn(90))[0, :4]
    assert (x1 - x0, y1 - y0) == pytest.approx((40, 20))
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((-40, 20))


def test_a_turned_box_lies_around_the_turned_ellipse():
    x0, y0, x1, y1 = moved(ROW, turn(30))[0, :4]
    angles = np.linspace(0, 2 * np.pi, 10_000)
    ellipse = np.stack([20 + 10 * np.cos(angles), 40 + 20 * np.sin(angles)], 1) @ turn(30)[:, :2].T
    assert (x0, y0) == pytest.approx(ellipse.min(0), abs=1e-3)
    assert (x1, y1) == pytest.approx(ellipse.max(0), abs=1e-3)


def test_in_a_mirror_the_left_eye_stays_the_one_at_the_left():
    points = moved(ROW, np.array([[-1.0, 0, 100], [0, 1, 0]]))[0, 4:14].reshape(5, 2)
    assert points.tolist() == [[74, 30], [86, 30], [80, 40], [75, 50], [85, 50]]


def test_what_is_half_in_the_frame_is_not_judged_and_what_is_hardly_there_is_gone():
    rows = np.repeat(ROW, 4, 0)
    rows[1, :4] = [-10, 20, 10, 60]  # a half
    rows[2, :4] = [-18, 20, 2, 60]  # a tenth
    rows[3, :4] = [40, 40, 46, 47]  # small
    assert framed(rows, 100, 100)[:, 14].tolist() == [1, 0, 0]
