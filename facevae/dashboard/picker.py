"""Faces to press: to open one, to pick one, or to mark several."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import streamlit as st

from facevae.dashboard.faces import data_uri

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "facevae.picker",
    html='<div class="fv-pick" role="group"></div>',
    css=(_HERE / "picker.css").read_text(),
    js=(_HERE / "picker.js").read_text(),
)


def face_picker(
    *rows: np.ndarray,
    values: Sequence[str],
    key: str,
    size: int = 72,
) -> str:
    """Faces to pick one from, at first the first; the choice is kept as long as its value is offered.

    Args:
        rows: one or more arrays (N, S, S, 3); picture i of each stands under that of the row before.
        values: what each face is to the caller, such as its face_id.
        size: side of a face on the screen in pixels.

    Returns:
        The picked value.
    """
    kept = f"{key}-picked"  # outlives the component, which a look at another page ends
    chosen = st.session_state.get(kept)
    if chosen not in values:
        chosen = values[0]

    def keep() -> None:
        st.session_state[kept] = st.session_state[key].picked or chosen

    data = _data(rows, list(values), (), size) | {"mode": "one", "picked": chosen}
    _component(data=data, key=key, on_picked_change=keep)
    return chosen


def face_buttons(
    *rows: np.ndarray,
    values: Sequence[str],
    key: str,
    labels: Sequence[str] = (),
    size: int = 72,
) -> str | None:
    """Faces to press, as in `face_picker`; returns the value of the one just pressed, else None.

    Args:
        labels: small grey text under each face.
    """
    data = _data(rows, list(values), labels, size) | {"mode": "press"}
    return _component(data=data, key=key, on_picked_change=lambda: None).picked


def face_choices(
    *rows: np.ndarray,
    values: Sequence[str],
    key: str,
    labels: Sequence[str] = (),
    size: int = 72,
) -> list[str]:
    """Faces to mark, as in `face_buttons`; returns the values of the marked ones, in their order."""
    data = _data(rows, list(values), labels, size) | {"mode": "many"}
    result = _component(data=data, key=key, default={"chosen": []}, on_chosen_change=lambda: None)
    return [value for value in values if value in set(result.chosen)]


def _data(rows, values: list[str], labels: Sequence[str], size: int) -> dict:
    faces = [
        {
            "value": value,
            "pictures": [data_uri(row[i]) for row in rows],
            "alt": label or f"face {i + 1} of {len(values)}",
            "label": label,
        }
        for i, (value, label) in enumerate(zip(values, labels or [""] * len(values), strict=True))
    ]
    pixelated = bool(len(rows[0])) and size > 2 * rows[0].shape[1]
    return {"faces": faces, "size": size, "pixelated": pixelated}
