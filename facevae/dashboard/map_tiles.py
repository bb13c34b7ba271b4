"""Decoded faces side by side as the background of a map, all in one picture."""

import base64
import io

import numpy as np
import streamlit as st
from PIL import Image

from facevae.dashboard import caches
from facevae.dashboard.map_request import Request

MOST = 320  # tiles of a window
SIDE = 64  # pixels of a tile
WITHIN = 0.71  # of a tile's side: how far its corners are from its middle


def sheet(request: Request, asked: dict, inverse) -> dict | None:
    """The faces of a window; None where it has none.

    Args:
        asked: `x` and `y`, low and high, on the map's axes, and `side` of a tile there.

    Returns:
        `source`, and `left`, `right`, `bottom`, `top` on the map's axes.
    """
    side = float(asked["side"])
    edges = np.array([asked["x"], asked["y"]], dtype=float)
    if not np.isfinite(edges).all() or not side > 0:
        return None
    (left, right), (bottom, top) = np.stack(
        [np.floor(edges[:, 0] / side), np.ceil(edges[:, 1] / side)], axis=1
    )
    if not 0 < (right - left) * (top - bottom) <= MOST:
        return None
    window = tuple(int(edge) for edge in (left, right, bottom, top))
    return _sheet(request, window, side, inverse, caches.codec())


@st.cache_data(max_entries=24, show_spinner=False)
def _sheet(request: Request, window: tuple[int, ...], side: float, _inverse, _codec) -> dict | None:
    left, right, bottom, top = window
    places = middles(left, right, bottom, top) * side
    lives = _inverse.at(places.reshape(-1, 2))
    near = np.flatnonzero(lives.ratio * _inverse.usual <= max(_inverse.usual, WITHIN * side))
    if not len(near):
        return None
    source = _packed(_codec.decode(lives.z[near]), near, right - left, top - bottom)
    names = ("left", "right", "bottom", "top")
    return {"source": source} | {name: edge * side for name, edge in zip(names, window, strict=True)}


def middles(left: int, right: int, bottom: int, top: int) -> np.ndarray:
    """The middles of tiles of side 1, (rows, columns, 2), the topmost row first."""
    x, y = np.arange(left, right) + 0.5, np.arange(bottom, top)[::-1] + 0.5
    return np.stack(np.meshgrid(x, y), axis=2)


def _packed(pictures: np.ndarray, fields: np.ndarray, columns: int, rows: int) -> str:
    """The pictures in their fields of a grid as an address that carries it; other fields stay clear."""
    whole = Image.new("RGBA", (columns * SIDE, rows * SIDE))
    for field, picture in zip(fields, pictures, strict=True):
        tile = Image.fromarray(picture).resize((SIDE, SIDE), Image.Resampling.BILINEAR)
        whole.paste(tile, (int(field) % columns * SIDE, int(field) // columns * SIDE))
    packed = io.BytesIO()
    whole.save(packed, "WEBP", quality=75, method=0)
    return f"data:image/webp;base64,{base64.b64encode(packed.getvalue()).decode()}"
