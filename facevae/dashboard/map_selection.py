"""The faces selected on the map: a set of face_ids that outlives colours, filters, maps and pages."""

import numpy as np
import streamlit as st

from facevae.dashboard.map_request import Request, faces_on

SELECTED = "map-selected"
MOST_HIDDEN = 2000  # selected faces shown though the map is thinned out; of more those that are drawn
SEARCHED = ("identity", "expression", "tags", "face_id", "source")


def selected() -> list[str]:
    """face_ids of the selection."""
    return st.session_state.get(SELECTED, [])


def choose(face_ids: list[str]) -> None:
    st.session_state[SELECTED] = face_ids


def choose_rows(request: Request, chosen: np.ndarray, drawn: np.ndarray, further: bool) -> None:
    """Select rows of the map.

    Args:
        drawn: the rows that could be chosen.
        further: whether faces that could not be chosen stay selected.
    """
    face_ids = faces_on(request)[1]
    stays = []
    if further:
        could = set(face_ids[drawn])
        stays = [face_id for face_id in selected() if face_id not in could]
    choose(face_ids[chosen].tolist() + stays)


def choose_region(request: Request, points: np.ndarray, region: dict, coloured) -> None:
    """Select all faces in a part of a 2-D map, however few of them are drawn.

    Args:
        points: (N, 2) of all faces on the map.
        region: `corners` of a polygon on the map, `off`, codes of the kinds that are not shown, and `how`: by
            `add` they join the selection, by `take` they leave it, by `new` they are all of it.
        coloured: the `figures.packing.Column` of all faces that has these codes; None for one colour.
    """
    from facevae.latents.enclosed import enclosed

    inside = enclosed(points, region["corners"])
    if coloured is not None and region["off"]:
        inside &= ~np.isin(coloured.codes, region["off"])
    found = faces_on(request)[1][inside].tolist()
    if region["how"] == "take":
        gone = set(found)
        found = [face_id for face_id in selected() if face_id not in gone]
    elif region["how"] == "add":
        found = list(dict.fromkeys([*selected(), *found]))
    choose(found)


def rows_on(request: Request) -> np.ndarray:
    """Rows of the map whose faces are selected, ascending."""
    rows = faces_on(request)[1].get_indexer(selected())
    return np.unique(rows[rows >= 0])


def in_set(request: Request, rows: np.ndarray) -> np.ndarray:
    """Positions in the set of rows of the map."""
    return faces_on(request)[0][rows]


def on_map(request: Request) -> list[str]:
    """face_ids of the selected faces that are on the map."""
    return faces_on(request)[1][rows_on(request)].tolist()


def search(request: Request, faces, words: str) -> list[str]:
    """face_ids of the faces on the map whose identity, expression, tags, id or source has these words."""
    rows, face_ids = faces_on(request)
    sought, found = " ".join(words.lower().replace("_", " ").split()), np.zeros(len(rows), bool)
    for name in set(SEARCHED) & set(faces.columns):
        texts = faces.column(name).iloc[rows]
        kinds = texts.drop_duplicates().dropna()
        has = [kind for kind in kinds if sought in str(kind).lower().replace("_", " ")]
        found |= texts.isin(has).to_numpy()
    return face_ids[found].tolist()
