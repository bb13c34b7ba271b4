"""The fixed faces whose latents a run records: their pictures, and the kinds to colour them by."""

from typing import Any

import numpy as np
import streamlit as st

from facevae.dashboard import caches
from facevae.dashboard.faces import data_uri
from facevae.errors import FaceVAEError

SIDE = 32  # px of a picture on the map
KINDS = 8  # named by a colour; the rest is grey
COLUMNS = ("expression", "identity")


@st.cache_data(max_entries=8, show_spinner=False)
def watched(folder: str, written: int, dark: bool) -> dict[str, Any]:
    """What the browser needs of the faces: `sheet`, one picture of all in rows of `columns`, and `colours`.

    Args:
        folder: the run's `watch`.
        written: when its `faces.json` was written.
    """
    from pathlib import Path

    from facevae.training import watch

    faces = watch.read_faces(Path(folder))
    pictures = np.zeros((len(faces), SIDE, SIDE, 3), np.uint8)
    values: dict[str, list] = {column: [None] * len(faces) for column in COLUMNS}
    for name in dict(faces):
        rows = [row for row, (owner, _) in enumerate(faces) if owner == name]
        try:
            _fill(name, [faces[row][1] for row in rows], rows, pictures, values)
        except FaceVAEError:  # deleted or another by now: its faces stay without picture and kind
            continue
    known = bool(pictures.any())
    columns = max(1, int(np.ceil(np.sqrt(len(faces)))))
    return {
        "count": len(faces),
        "side": SIDE,
        "columns": columns,
        "sheet": _sheet(pictures, columns) if known else "",
        "colours": [_colours(name, column, dark) for name, column in values.items() if any(column)],
    }


def _fill(name: str, ids: list[str], rows: list[int], pictures: np.ndarray, values: dict[str, list]) -> None:
    import cv2

    face_set = caches.face_set(name)
    places = face_set.positions(ids)
    for row, picture in zip(rows, np.asarray(face_set.pixels[places]), strict=True):
        pictures[row] = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    for column in set(COLUMNS) & set(face_set.columns):
        found = face_set.column(column).to_numpy()[places]
        for row, value in zip(rows, found, strict=True):
            values[column][row] = value


def _sheet(pictures: np.ndarray, columns: int) -> str:
    count, side = len(pictures), pictures.shape[1]
    lines = -(-count // columns)
    whole = np.zeros((lines * columns, side, side, 3), np.uint8)
    whole[:count] = pictures
    sheet = (
        whole.reshape(lines, columns, side, side, 3).swapaxes(1, 2).reshape(lines * side, columns * side, 3)
    )
    return data_uri(sheet)


def _colours(name: str, values: list, dark: bool) -> dict[str, Any]:
    """A way to colour the faces: names and hues of its kinds, and `codes`, the kind of each face or -1."""
    from facevae.figures.theme import CATEGORY_COLOURS, EXPRESSION_COLOURS, colours

    counts: dict[Any, int] = {}
    for value in filter(None, values):
        counts[value] = counts.get(value, 0) + 1
    names = sorted(counts, key=lambda kind: (-counts[kind], str(kind)))
    if counts.keys() <= EXPRESSION_COLOURS.keys():
        hues = dict(EXPRESSION_COLOURS)
        names = [kind for kind in EXPRESSION_COLOURS if kind in counts]
    else:
        names = names[: min(KINDS, len(CATEGORY_COLOURS))]
        hues = dict(zip(names, CATEGORY_COLOURS, strict=False))
    return {
        "name": name,
        "names": [str(kind) for kind in names],
        "hues": [hues[kind] for kind in names],
        "codes": [names.index(value) if value in names else -1 for value in values],
        "other": colours(dark).other,
        "others": len(counts) - len(names),
    }
