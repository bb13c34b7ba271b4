"""Faces found in pictures that the user brought: decoded, outlined, cut out. Kept by content, not by name."""

import hashlib
from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from facevae.errors import PictureError

SHOWN_SIDE = 900  # pixels of the long side kept for the screen
ACCENT = (15, 157, 138)
WAYS = {
    "detect": "Find the faces",
    "center": "They are cropped already",
}


@dataclass(frozen=True)
class Found:
    """What one picture holds.

    Args:
        name: the file's, for people.
        digest: of the content.
        picture: shrunk for the screen, (H, W, 3) uint8; None where it could not be read.
        crops: the faces cut out, (n, S, S, 3) uint8, the largest first.
        boxes: x0, y0, x1, y1 of each in the shrunk picture; empty without detection.
        error: why there is nothing.
    """

    name: str
    digest: str
    picture: np.ndarray | None = None
    crops: np.ndarray = field(default_factory=lambda: np.empty((0, 1, 1, 3), np.uint8))
    boxes: tuple[tuple[float, ...], ...] = ()
    error: PictureError | None = None

    @property
    def values(self) -> list[str]:
        """A name for each face that outlives reruns."""
        return [f"{self.digest}-{i}" for i in range(len(self.crops))]


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def examine(name: str, content: bytes, how: str, size: int) -> Found:
    """The faces of one picture.

    Args:
        how: a key of `WAYS`.
        size: side of the crops in pixels.
    """
    return _examine(digest(content), how, size, name, content)


@st.cache_resource(max_entries=128, show_spinner="Looking for faces …")
def _examine(key: str, how: str, size: int, name: str, _content: bytes) -> Found:
    from facevae.faces.decode import decode

    try:
        picture = decode(_content)
    except PictureError as error:
        return Found(name, key, error=error)
    shown, scale = _shrunk(picture)
    try:
        cuts = _cutter(how, size).cut(picture)
    except PictureError:
        return Found(name, key, shown)
    boxes = tuple(tuple(edge * scale for edge in cut.box) for cut in cuts if cut.box)
    return Found(name, key, shown, np.stack([cut.picture for cut in cuts]), boxes)


@st.cache_resource(max_entries=4, show_spinner=False)
def _cutter(how: str, size: int):
    """Cuts out all faces."""
    from facevae.data.cutting import Cutter

    return Cutter(size, how, several="all", min_side=1)


def _shrunk(picture: np.ndarray) -> tuple[np.ndarray, float]:
    import cv2

    scale = min(1.0, SHOWN_SIDE / max(picture.shape[:2]))
    if scale == 1:
        return picture, 1.0
    side = [max(1, round(edge * scale)) for edge in picture.shape[1::-1]]
    return cv2.resize(picture, side, interpolation=cv2.INTER_AREA), scale


def outlined(found: Found, chosen: int) -> np.ndarray:
    """The picture with its faces outlined, the chosen one strongest."""
    from PIL import Image, ImageDraw

    image = Image.fromarray(found.picture)
    pen = ImageDraw.Draw(image)
    width = max(3, round(max(image.size) / 90))
    for number, box in enumerate(found.boxes):
        if number != chosen:
            pen.rounded_rectangle(box, radius=width * 2, outline=(255, 255, 255), width=max(1, width // 2))
    if found.boxes:
        pen.rounded_rectangle(found.boxes[chosen], radius=width * 2, outline=ACCENT, width=width)
    return np.asarray(image)
