"""The map of faces in the browser: points by WebGL, pictures under the pointer, selection by box and lasso.

The columns travel once, packed; what changes often (colours, selection, marks) is small and travels alone.
Rows go to the browser and back, never names; the server knows whose they are.
"""

import base64
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from facevae.dashboard import plotly_js

_HERE = Path(__file__).parent
_SCRIPTS = (
    "map_points",
    "map_frame",
    "map_tip",
    "map_select",
    "map_over",
    "map_lives",
    "map_pair",
    "map_legend",
    "map",
)
_data = st.components.v2.component("facevae.map_data", js=(_HERE / "map_data.js").read_text())
_map = st.components.v2.component(
    "facevae.map",
    html=(_HERE / "map.html").read_text(),
    css=(_HERE / "map.css").read_text(),
    js="\n".join((_HERE / f"{name}.js").read_text() for name in _SCRIPTS),
    isolate_styles=False,  # plotly.js puts its own style into the document's head
)
SIDE = 64  # of a picture under the pointer, in pixels


def send(packed: Sequence[bytes], key: str, *, second: bool = False) -> None:
    """Bring plotly.js and packed columns (`figures.packing`) to the browser, before the map itself.

    Args:
        second: there is a map already that plotly.js was brought for.
    """
    with st.container(gap=None, height=1, border=False):
        if not second:
            plotly_js.provide()
        for i, content in enumerate(packed):
            _data(data=content, key=f"{key}-sent-{i}", height=1)


def show(data: dict[str, Any], key: str, on_chosen: Callable[[], None], on_look: Callable[[], None]) -> None:
    """Draw the map.

    Args:
        data: `key` of the columns, `view` (the same where a zoom is kept), `dimensions`, `count` and `all`
            (faces drawn, faces there are), `colour` (as from `figures.map.colouring`), `labels` (columns told
            under the pointer), `axes`, `selection` (`bits`; `hidden`, points of selected faces that are not
            drawn; `count`, of both; `answer`, the stamp of what the browser chose last), `placed` (as from
            `placing.Placed.on_map`), `path` (points of a way), `sheet` (as from `sheet`, or None), `pair`
            (key of the first of two maps beside each other), `second` (whether it is the other), `height`.
        key: of the component; its state then has `chosen` or `look`.
        on_chosen: called when the user selected: `chosen` is `key`, `bits`, `stamp`, `further`
            (whether faces were added or taken away), `region` (where not all faces are drawn and some were
            drawn around: as for `map_selection.choose_region`).
        on_look: called when the pointer rests on a face without a picture yet: `look` is `key`, `row`.
    """
    _map(data=data, key=key, on_chosen_change=on_chosen, on_look_change=on_look)


def bits(rows: np.ndarray, count: int) -> str:
    """Rows as a string of bits, base64."""
    marked = np.zeros(count, np.uint8)
    marked[rows] = 1
    return base64.b64encode(np.packbits(marked, bitorder="little").tobytes()).decode()


def rows(text: str, count: int) -> np.ndarray:
    """The rows of `bits`; any beyond the count are dropped."""
    marked = np.unpackbits(np.frombuffer(base64.b64decode(text), np.uint8), bitorder="little")
    return np.flatnonzero(marked[:count])


def sheet(key: str, rows: np.ndarray, pictures: np.ndarray) -> dict[str, Any]:
    """One picture of many small faces, shown one at a time under the pointer.

    Args:
        rows: of the map, one a picture.
        pictures: uint8 (M, S, S, 3).
    """
    across = int(np.ceil(np.sqrt(len(rows))))
    whole = Image.new("RGB", (across * SIDE, -(-len(rows) // across) * SIDE))
    for i, picture in enumerate(pictures):
        small = Image.fromarray(picture).resize((SIDE, SIDE), Image.Resampling.BILINEAR)
        whole.paste(small, (i % across * SIDE, i // across * SIDE))
    packed = io.BytesIO()
    whole.save(packed, "WEBP", quality=70, method=0)
    source = f"data:image/webp;base64,{base64.b64encode(packed.getvalue()).decode()}"
    return {"key": key, "rows": rows.tolist(), "source": source, "side": SIDE, "across": across}
