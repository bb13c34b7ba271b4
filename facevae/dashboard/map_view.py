"""The map on the page: what the browser is told of it, and what it tells back."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

from facevae.dashboard import caches, map_columns, map_component, map_selection, theme
from facevae.dashboard.map_request import Request, faces_on, shown
from facevae.dashboard.map_request import moving as map_moving
from facevae.data.marks import TAGS

HEIGHT = 600
TOLD = ("identity", "expression")  # under the pointer
PICTURES = 100  # sent at once, of the faces around the pointer
SHEET, ANSWER, NEWS = "map-sheet", "map-answer", "map-news"


@st.cache_resource(max_entries=8, show_spinner=False)
def _places(request: Request, _drawn) -> bytes:
    from facevae.figures.packing import pack, places

    return pack(request.key, places(_drawn.points[shown(request, _drawn)]))


@st.cache_resource(max_entries=24, show_spinner=False)
def _column(request: Request, name: str, stamp: str, _drawn):
    """A column of the faces that are drawn, and the same packed.

    Args:
        stamp: another one where the values are; the browser takes what was the same before for new.
    """
    from facevae.figures.map import column
    from facevae.figures.packing import pack

    made = column(name, map_columns.known(request, name)[shown(request, _drawn)])
    made = replace(made, facts=made.facts | {"stamp": stamp})
    return made, pack(request.key, [made])


def chart(request: Request, drawn, colour: str | None, placed: Sequence[tuple[str, tuple]]) -> None:
    """The map itself; a click, a box or a lasso selects faces."""
    from facevae.figures import map as figure

    faces = caches.face_set(request.set_name)
    labels = [name for name in TOLD if name in map_columns.of_set(faces)]
    columns = {
        name: _column(request, name, faces.stamp if name == TAGS else "", drawn)
        for name in dict.fromkeys([*labels, *([colour] if colour else [])])
    }
    map_component.send([_places(request, drawn), *(packed for _, packed in columns.values())], "map")
    coloured = columns[colour][0] if colour else None
    rows = shown(request, drawn)
    map_component.show(
        {
            "key": request.key,
            "view": request.view,
            "dimensions": request.dimensions,
            "count": len(rows),
            "all": len(drawn.points),
            "colour": figure.colouring(
                coloured, map_columns.in_words(colour or ""), theme.dark(), map_columns.none(colour)
            ),
            "labels": labels,
            "axes": figure.axes(drawn.facts, request.dimensions),
            "selection": _selection(request, drawn, rows),
            "placed": [{"label": label, "at": at} for label, at in placed],
            "sheet": st.session_state.pop(SHEET, None),
            "height": HEIGHT,
        },
        key="map",
        on_chosen=lambda: _take(request, rows),
        on_look=lambda: _look(request, drawn, rows),
    )
    if st.session_state.pop(NEWS, False):
        st.rerun()


@st.fragment(run_every=1.0)
def moving(request: Request, colour: str | None) -> None:
    """A map that is being drawn, as far as it is; nothing can be selected on it yet."""
    from facevae.figures import map as figure
    from facevae.figures.packing import pack, places

    found = map_moving(request)
    if found is None:
        st.skeleton(height=HEIGHT)
        return
    rows, points = found
    key = f"{request.key}-moving"
    coloured = None
    if colour:
        coloured = figure.column(colour, map_columns.known(request, colour)[rows])
    columns = [*places(np.asarray(points, np.float32)), *([coloured] if coloured else [])]
    map_component.send([pack(key, columns)], "map-moving")
    map_component.show(
        {
            "key": key,
            "dimensions": request.dimensions,
            "count": len(rows),
            "all": len(faces_on(request)[1]),
            "colour": figure.colouring(coloured, map_columns.in_words(colour or ""), theme.dark()),
            "labels": [],
            "axes": [],
            "selection": {"bits": "", "hidden": [], "answer": 0},
            "placed": [],
            "sheet": None,
            "still": True,
            "height": HEIGHT,
        },
        key="map-moving",
        on_chosen=lambda: None,
        on_look=lambda: None,
    )


def _selection(request: Request, drawn, rows: np.ndarray) -> dict:
    """The selected faces: as bits of those that are drawn, and the places of some that are not."""
    chosen = map_selection.rows_on(request)
    is_drawn = np.isin(chosen, rows, assume_unique=True)
    hidden = drawn.points[chosen[~is_drawn][: map_selection.MOST_HIDDEN]]
    return {
        "bits": map_component.bits(np.searchsorted(rows, chosen[is_drawn]), len(rows)),
        "hidden": hidden.tolist(),
        "answer": st.session_state.get(ANSWER, 0),
    }


def _take(request: Request, rows: np.ndarray) -> None:
    told = st.session_state["map"].chosen
    if told and told["key"] == request.key:
        chosen = rows[map_component.rows(told["bits"], len(rows))]
        map_selection.choose(faces_on(request)[1][chosen].tolist())
        st.session_state[ANSWER] = told["stamp"]
        st.session_state[NEWS] = True


def _look(request: Request, drawn, rows: np.ndarray) -> None:
    """Send the pictures of the faces around the pointer."""
    told = st.session_state["map"].look
    if not told or told["key"] != request.key or not 0 <= told["row"] < len(rows):
        return
    points = drawn.points[rows]
    distance = np.square(points - points[told["row"]]).sum(axis=1)
    near = np.sort(np.argpartition(distance, min(PICTURES, len(rows)) - 1)[:PICTURES])
    pictures = caches.face_set(request.set_name).pixels[faces_on(request)[0][rows[near]]]
    st.session_state[SHEET] = map_component.sheet(request.key, near, pictures)
