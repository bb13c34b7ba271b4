"""The map on the page: its colours, the chart, and the faces that were selected on it."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from facevae.dashboard import caches, theme
from facevae.dashboard.face_card import face_card
from facevae.dashboard.map_request import Request, faces_on
from facevae.dashboard.messages import plain, telling_errors
from facevae.dashboard.picker import face_buttons

SELECTED = "map-selected"
HEIGHT = 600
PAGE = 24
NEVER = ("face_id", "source", "x0", "y0", "x1", "y1")
FIRST = ("expression", "identity", "split")


def colour_columns(faces) -> list[str]:
    """Columns by which the faces can be coloured, the telling ones first."""
    return _columns(faces.version, faces)


@st.cache_data(max_entries=8, show_spinner=False)
def _columns(version: str, _faces) -> list[str]:
    usable = [name for name in _faces.columns if name not in NEVER and _faces.column(name).notna().any()]
    return sorted(usable, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))


def in_words(column: str) -> str:
    return column.removeprefix("p_").replace("_", " ")


@st.cache_resource(max_entries=12, show_spinner=False)
def _chart(request: Request, colour: str | None, dark: bool, placed: tuple, selected: tuple | None, _drawn):
    from facevae.figures.map import latent_map

    faces, (rows, face_ids) = caches.face_set(request.set_name), faces_on(request)
    hover = {
        name: faces.column(name).to_numpy()[rows] for name in ("identity", "expression") if _any(faces, name)
    }
    return latent_map(
        _drawn.points,
        face_ids,
        None if colour is None else faces.column(colour).to_numpy()[rows],
        in_words(colour or ""),
        dark,
        placed=placed,
        selected=selected,
        hover=hover,
        facts=_drawn.facts,
        height=HEIGHT,
    )


def _any(faces, column: str) -> bool:
    return column in colour_columns(faces)


def chart(request: Request, drawn, colour: str | None, placed: Sequence[tuple[str, tuple]]) -> None:
    """The map itself; a click, a box or a lasso selects faces."""
    from facevae.figures.theme import CONFIG

    dark = theme.dark()
    key = f"{request.key}-{colour}-{dark}-{len(placed)}"
    figure = _chart(request, colour, dark, tuple(placed), _selected_before(key), drawn)
    st.plotly_chart(
        figure,
        theme=None,
        key=key,
        on_select=lambda: _take(key),
        selection_mode=("points", "box", "lasso"),
        config=CONFIG,
    )


def _selected_before(key: str) -> tuple[str, ...] | None:
    """What was selected when this chart was first drawn: from then on the browser marks what is selected."""
    if st.session_state.get("map-chart") != key:
        st.session_state["map-chart"] = key
        st.session_state["map-marked"] = tuple(selected()) or None
    return st.session_state["map-marked"]


def _take(key: str) -> None:
    points = st.session_state[key].selection.points
    face_ids = [_face_id(point["customdata"]) for point in points if point.get("customdata") is not None]
    st.session_state[SELECTED] = list(dict.fromkeys(face_ids))


def _face_id(customdata) -> str:
    return customdata[0] if isinstance(customdata, list | tuple) else str(customdata)


def selected() -> list[str]:
    """face_ids of the selection, kept while the user looks at other pages."""
    return st.session_state.get(SELECTED, [])


def gallery(request: Request) -> None:
    """The selected faces over their reconstructions, page by page; a press opens a face's card."""
    faces = caches.face_set(request.set_name)
    on_map = set(faces_on(request)[1])
    face_ids = [face_id for face_id in selected() if face_id in on_map]
    if not face_ids:
        st.caption(
            "Click a point, or draw a box or a lasso (toolbar of the map), to see the faces and what the "
            "model makes of them."
        )
        return
    st.subheader(f"{len(face_ids):,} selected {'face' if len(face_ids) == 1 else 'faces'}", anchor=False)
    rows = faces.positions(face_ids)
    if summary := counts(faces, rows):
        st.caption(summary)
    pages = -(-len(face_ids) // PAGE)
    page = st.pagination(pages, key=f"map-page-{hash(tuple(face_ids))}") if pages > 1 else 1
    shown = slice((page - 1) * PAGE, page * PAGE)
    with telling_errors():
        result = caches.reconstructed(face_ids[shown])
        labels = captions(faces, rows[shown])
        pressed = face_buttons(
            faces.pixels[rows[shown]],
            result.x_hat,
            values=face_ids[shown],
            labels=labels,
            key="map-gallery",
            size=68,
        )
        if pressed:
            face_card(pressed, request.set_name)


def counts(faces, rows: np.ndarray) -> str:
    """`12 people; happiness 5, anger 3`: what is known of these faces."""
    parts = []
    if _any(faces, "identity"):
        people = faces.column("identity").iloc[rows].dropna().nunique()
        parts.append(f"{people:,} {'person' if people == 1 else 'people'}")
    if _any(faces, "expression"):
        common = faces.column("expression").iloc[rows].value_counts()
        parts.append(", ".join(f"{plain(name)} {count:,}" for name, count in common.items()))
    return "; ".join(part for part in parts if part)


def captions(faces, rows: np.ndarray) -> list[str]:
    """A label a face: its identity, or its expression where the faces were generated."""
    order = (
        ("expression", "identity") if faces.facts.get("kind") == "generated" else ("identity", "expression")
    )
    column = next((name for name in order if _any(faces, name)), None)
    if column is None:
        return [""] * len(rows)
    return [str(value or "").replace("_", " ") for value in faces.column(column).iloc[rows]]
