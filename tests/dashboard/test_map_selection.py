"""What is selected on a map that is thinned out, of which the browser has few of the faces."""

import numpy as np
import pandas as pd
import pytest

from facevae.dashboard import map_selection
from facevae.dashboard.map_request import Request
from facevae.figures.map import column

REQUEST = Request("people", "1", "m", "pca")
COUNT = 1000
IDS = pd.Index([f"face {i}" for i in range(COUNT)])
POINTS = np.random.default_rng(0).uniform(0, 4, (COUNT, 2)).astype(np.float32)
KINDS = np.array(["cat", "dog", None], object)[np.arange(COUNT) % 3]
LEFT = [(0, 0), (0, 4), (2, 4), (2, 0)]
LOW = [(0, 0), (4, 0), (4, 2), (0, 2)]
left, low = POINTS[:, 0] < 2, POINTS[:, 1] < 2


@pytest.fixture
def chosen(monkeypatch):
    """Chooses a region and gives the rows of the selection."""
    monkeypatch.setattr(map_selection, "faces_on", lambda request: (np.arange(COUNT), IDS))
    kept = {}
    monkeypatch.setattr(map_selection.st, "session_state", kept)

    def choose(corners, how="new", off=(), coloured=None) -> list[int]:
        region = {"corners": corners, "how": how, "off": list(off)}
        map_selection.choose_region(REQUEST, POINTS, region, coloured)
        assert len(map_selection.selected()) == len(set(map_selection.selected()))
        return map_selection.rows_on(REQUEST).tolist()

    return choose


def test_all_faces_in_the_region_are_selected(chosen):
    assert chosen(LEFT) == np.flatnonzero(left).tolist()
    assert chosen(LOW) == np.flatnonzero(low).tolist()


def test_a_further_region_joins_the_selection_or_is_taken_out_of_it(chosen):
    chosen(LEFT)
    assert chosen(LOW, "add") == np.flatnonzero(left | low).tolist()
    assert chosen(LEFT, "take") == np.flatnonzero(~left & low).tolist()


def test_faces_that_are_on_no_map_stay_where_a_region_is_added(chosen):
    map_selection.choose(["face of another map"])
    chosen(LEFT, "add")
    assert "face of another map" in map_selection.selected()
    chosen(LEFT, "new")
    assert "face of another map" not in map_selection.selected()


def test_kinds_that_the_legend_hides_are_not_selected(chosen):
    coloured = column("kind", KINDS)
    cat = 1 + coloured.facts["kinds"].index("cat")
    assert chosen(LEFT, off=[cat], coloured=coloured) == np.flatnonzero(left & (KINDS != "cat")).tolist()
    only = chosen(LEFT, off=[0, 3 - cat], coloured=coloured)
    assert only == np.flatnonzero(left & (KINDS == "cat")).tolist()


def test_a_point_with_shift_keeps_what_a_region_chose_beyond_the_drawn_points(chosen):
    drawn = np.arange(0, COUNT, 10)
    before = chosen(LEFT)
    one = next(row for row in drawn if not left[row])
    still = [row for row in drawn if left[row]]
    map_selection.choose_rows(REQUEST, np.array([*still, one]), drawn, True)
    assert map_selection.rows_on(REQUEST).tolist() == sorted([*before, one])
    map_selection.choose_rows(REQUEST, np.array([one]), drawn, False)
    assert map_selection.rows_on(REQUEST).tolist() == [one]
