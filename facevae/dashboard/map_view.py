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
def _whole(first: Request, name: str, stamp: str):
    """A column of all faces, however few are drawn.

    Args:
        first: the map whose column it is; two beside each other have the same colours.
        stamp: another one where the values are; the browser takes what was the same before for new.
    """
    from facevae.figures.map import column

    made = column(name, map_columns.known(first, name))
    return replace(made, facts=made.facts | {"stamp": stamp})


@st.cache_resource(max_entries=24, show_spinner=False)
def _column(request: Request, name: str, first: Request, stamp: str, _drawn) -> bytes:
    """A column of the faces that are drawn, packed."""
    from facevae.figures.packing import pack

    whole = _whole(first, name, stamp)
    return pack(request.key, [replace(whole, codes=whole.codes[shown(request, _drawn)])])


@st.cache_resource(max_entries=8, show_spinner=False)
def _faces(request: Request, _drawn) -> bytes:
    """Which face each point is, for two maps to know each other's."""
    from facevae.figures.packing import faces, pack

    return pack(request.key, [faces(shown(request, _drawn))])


def chart(
    request: Request,
    drawn,
    colour: str | None,
    placed: Sequence,
    path=None,
    *,
    key: str = "map",
    first: Request | None = None,
    paired: bool = False,
) -> None:
    """The map itself; a click, a box or a lasso selects faces.

    Args:
        placed: `placing.Placed` faces.
        path: `map_path.Path` between two selected faces.
        key: of its place on the page.
        first: the map beside it, if this is the second: it has the legend and gives the colours.
        paired: whether there are two.
    """
    from facevae.figures import map as figure

    faces = caches.face_set(request.set_name)
    labels = [name for name in TOLD if name in map_columns.of_set(faces)]
    stamps = {name: faces.stamp if name == TAGS else "" for name in [*labels, *([colour] if colour else [])]}
    columns = [_column(request, name, first or request, stamp, drawn) for name, stamp in stamps.items()]
    packed = [_places(request, drawn), *columns]
    map_component.send(
        [*packed, *([_faces(request, drawn)] if paired else [])], key, second=first is not None
    )
    coloured = _whole(first or request, colour, stamps[colour]) if colour else None
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
            "placed": [one.on_map() for one in placed],
            "path": [] if path is None else path.points.tolist(),
            "pair": (first or request).key if paired else None,
            "second": first is not None,
            "sheet": st.session_state.pop(f"{SHEET}-{key}", None),
            "height": HEIGHT,
        },
        key=key,
        on_chosen=lambda: _take(request, drawn, rows, key, coloured),
        on_look=lambda: _look(request, drawn, rows, key),
    )
    if st.session_state.pop(NEWS, False):
        st.rerun()


@st.fragment(run_every=1.0)
def moving(request: Request, colour: str | None, key: str, first: Request) -> None:
    """A map that is being drawn, in the first one's colours; nothing can be selected on it yet.

    Args:
        key: of its place on the page.
    """
    from facevae.figures import map as figure
    from facevae.figures.packing import pack, places

    found = map_moving(request)
    if found is None:
        st.skeleton(height=HEIGHT)
        return
    rows, points = found
    name = f"{request.key}-moving"
    coloured = None
    if colour:
        coloured = figure.column(colour, map_columns.known(first, colour)[rows])
    columns = [*places(np.asarray(points, np.float32)), *([coloured] if coloured else [])]
    map_component.send([pack(name, columns)], f"{key}-moving", second=first != request)
    map_component.show(
        {
            "key": name,
            "dimensions": request.dimensions,
            "count": len(rows),
            "all": len(faces_on(request)[1]),
            "colour": figure.colouring(coloured, map_columns.in_words(colour or ""), theme.dark()),
            "labels": [],
            "axes": [],
            "selection": {"bits": "", "hidden": [], "count": 0, "answer": 0},
            "placed": [],
            "second": first != request,
            "sheet": None,
            "still": True,
            "height": HEIGHT,
        },
        key=f"{key}-moving",
        on_chosen=lambda: None,
        on_look=lambda: None,
    )


def _selection(request: Request, drawn, rows: np.ndarray) -> dict:
    """The selected faces: how many, as bits of those that are drawn, and the places of a few that are not."""
    chosen = map_selection.rows_on(request)
    is_drawn = np.isin(chosen, rows, assume_unique=True)
    hidden = chosen[~is_drawn]
    return {
        "bits": map_component.bits(np.searchsorted(rows, chosen[is_drawn]), len(rows)),
        "hidden": drawn.points[hidden].tolist() if len(hidden) <= map_selection.MOST_HIDDEN else [],
        "count": len(chosen),
        "answer": st.session_state.get(ANSWER, 0),
    }


def _take(request: Request, drawn, rows: np.ndarray, key: str, coloured) -> None:
    """Select what was chosen: the very faces, or on a map that is thinned out all that lie in a region."""
    told = st.session_state[key].chosen
    if not told or told["key"] != request.key:
        return
    if told.get("region"):
        map_selection.choose_region(request, drawn.points, told["region"], coloured)
    else:
        chosen = rows[map_component.rows(told["bits"], len(rows))]
        map_selection.choose_rows(request, chosen, rows, told.get("further"))
    st.session_state[ANSWER] = told["stamp"]
    st.session_state[NEWS] = True


def _look(request: Request, drawn, rows: np.ndarray, key: str) -> None:
    """Send the pictures of the faces around the pointer."""
    told = st.session_state[key].look
    if not told or told["key"] != request.key or not 0 <= told["row"] < len(rows):
        return
    points = drawn.points[rows]
    distance = np.square(points - points[told["row"]]).sum(axis=1)
    near = np.sort(np.argpartition(distance, min(PICTURES, len(rows)) - 1)[:PICTURES])
    pictures = caches.face_set(request.set_name).pixels[faces_on(request)[0][rows[near]]]
    st.session_state[f"{SHEET}-{key}"] = map_component.sheet(request.key, near, pictures)
