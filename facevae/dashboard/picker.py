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
    alts: Sequence[str] = (),
    labels: Sequence[str] = (),
    size: int = 72,
    optional: bool = False,
) -> str | None:
    """Faces to pick one from; the choice is kept as long as its value is offered.

    Args:
        rows: one or more arrays (N, S, S, 3); picture i of each stands under that of the row before.
        values: what each face is to the caller, such as its face_id.
        alts: for those who cannot see the pictures; `face 3 of 12` by default.
        labels: small grey text under each face.
        size: side of a face on the screen in pixels.
        optional: nothing is picked at first, and a second click lets go again.

    Returns:
        The picked value: the first one before any click, or None where `optional`.
    """
    values = list(values)
    chosen = picked(key)
    if chosen not in values:
        chosen = None if optional or not values else values[0]
    data = _data(rows, values, alts, labels, size) | {"mode": "one", "picked": chosen, "optional": optional}
    _component(data=data, key=key, on_picked_change=lambda: _keep(key))
    return chosen


def face_buttons(
    *rows: np.ndarray,
    values: Sequence[str],
    key: str,
    alts: Sequence[str] = (),
    labels: Sequence[str] = (),
    size: int = 72,
) -> str | None:
    """Faces to press, as in `face_picker`; returns the value of the one just pressed, else None."""
    data = _data(rows, list(values), alts, labels, size) | {"mode": "press"}
    return _component(data=data, key=key, on_picked_change=lambda: None).picked


def face_choices(
    *rows: np.ndarray,
    values: Sequence[str],
    key: str,
    alts: Sequence[str] = (),
    labels: Sequence[str] = (),
    size: int = 72,
) -> list[str]:
    """Faces to mark, as in `face_picker`; returns the values of the marked ones, in their order."""
    data = _data(rows, list(values), alts, labels, size) | {"mode": "many"}
    result = _component(data=data, key=key, default={"chosen": []}, on_chosen_change=lambda: None)
    return [value for value in values if value in set(result.chosen)]


def _data(rows, values: list[str], alts: Sequence[str], labels: Sequence[str], size: int) -> dict:
    faces = [
        {
            "value": value,
            "pictures": [data_uri(row[i]) for row in rows],
            "alt": alts[i] if len(alts) else (label or f"face {i + 1} of {len(values)}"),
            "label": label,
        }
        for i, (value, label) in enumerate(zip(values, labels or [""] * len(values), strict=True))
    ]
    pixelated = bool(len(rows[0])) and size > 2 * rows[0].shape[1]
    return {"faces": faces, "size": size, "pixelated": pixelated}


def picked(key: str) -> str | None:
    """What was picked in the strip of this key, None before any click."""
    return st.session_state.get(f"{key}-picked")


def pick(key: str, value: str | None) -> None:
    """Pick a face from the program."""
    st.session_state[f"{key}-picked"] = value


def _keep(key: str) -> None:
    value = st.session_state[key].picked
    if value is not None:
        pick(key, value or None)
