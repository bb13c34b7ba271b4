"""Faces one can press: to open one, or to choose several."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import streamlit as st

from facevae.dashboard.faces import data_uri

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "facevae.face_grid",
    html='<div class="fv-faces"></div>',
    css=(_HERE / "face_grid.css").read_text(),
    js=(_HERE / "face_grid.js").read_text(),
)


def _data(pictures: np.ndarray, ids: Sequence[str], labels: Sequence[str], size: int, mode: str) -> dict:
    faces = [
        {"id": face, "label": label, "alt": label or f"face {face}", "picture": data_uri(picture)}
        for picture, face, label in zip(pictures, ids, labels or [""] * len(ids), strict=True)
    ]
    pixels = bool(len(faces)) and size > 2 * pictures.shape[1]
    return {"faces": faces, "size": size, "mode": mode, "pixels": pixels}


def pick_face(
    pictures: np.ndarray, ids: Sequence[str], labels: Sequence[str] = (), *, key: str, size: int = 96
) -> str | None:
    """A gallery of up to a hundred faces; returns the id of the one that was just pressed, else None."""
    data = _data(pictures, ids, labels, size, "pick")
    return _component(data=data, key=key, on_picked_change=lambda: None).picked


def choose_faces(
    pictures: np.ndarray, ids: Sequence[str], labels: Sequence[str] = (), *, key: str, size: int = 96
) -> list[str]:
    """A gallery in which several can be marked; returns the ids of the marked ones."""
    data = _data(pictures, ids, labels, size, "choose")
    chosen = _component(data=data, key=key, default={"chosen": []}, on_chosen_change=lambda: None).chosen
    return [face for face in ids if face in set(chosen)]
