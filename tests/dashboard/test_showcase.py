import numpy as np

from facevae.dashboard.showcase import COLUMNS, ROWS, grid, varied


def test_as_many_different_people_as_there_are():
    people = np.array(["a"] * 10 + ["b"] * 10 + ["c"] * 10, object)
    assert set(people[varied(people, 3)]) == {"a", "b", "c"}


def test_faces_without_identity_are_all_different():
    nobody = np.full(30, None, object)
    assert len(set(varied(nobody, 12))) == 12


def test_few_faces_are_all_shown():
    assert varied(np.array(["a", "a"], object), 12).tolist() == [0, 1]


def test_the_map_of_few_faces_shows_them_larger():
    assert grid(1500) == (COLUMNS, ROWS)
    columns, rows = grid(12)
    assert 12 <= columns * rows <= 48
    assert abs(columns / rows - COLUMNS / ROWS) < 0.3
