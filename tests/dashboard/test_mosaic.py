import numpy as np

from facevae.dashboard.mosaic import mosaic, placed


def grid(columns, rows):
    x, y = np.meshgrid(np.arange(columns), np.arange(rows))
    return np.stack([x.ravel(), y.ravel()], axis=1).astype(float)


def test_a_face_stands_where_its_point_lies():
    points = np.array([[0, 0], [10, 0], [0, 5], [10, 5]], float)
    places = placed(points, 4, 3)
    assert places == {(2, 0): 0, (2, 3): 1, (0, 0): 2, (0, 3): 3}


def test_of_several_in_a_cell_the_middle_one_is_shown():
    corners = [[0, 0], [2, 2], [0, 2], [2, 0]]
    points = np.array([*corners, [0.05, 0.05], [0.5, 0.5], [0.9, 0.9]], float)
    assert placed(points, 2, 2)[(1, 0)] == 5


def test_places_without_a_face_are_clear():
    pictures = np.full((2, 2, 2, 3), 9, np.uint8)
    sheet = mosaic(np.array([[0, 0], [1, 1]], float), pictures, 3, 3)
    assert sheet.shape == (6, 6, 4)
    assert (sheet[..., 3] > 0).sum() == 2 * 4
    assert (sheet[4:, :2, :3] == 9).all() and (sheet[:2, 4:, :3] == 9).all()


def test_all_points_in_one_place_are_no_trouble():
    assert len(placed(np.ones((5, 2)), 4, 4)) == 1


def test_a_full_grid_fills_every_place():
    assert len(placed(grid(6, 4), 6, 4)) == 24
