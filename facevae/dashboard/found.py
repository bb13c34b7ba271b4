"""Faces found in pictures that the user brought: decoded, outlined, cut out. Kept by content, not by name."""

import hashlib
from dataclasses import dataclass, field, replace

import numpy as np
import streamlit as st

from facevae.errors import PictureError

SHOWN_SIDE = 900  # pixels of the long side kept for the screen
ACCENT = (15, 157, 138)
KEPT = 128  # pictures
AT_ONCE = 16  # pictures held in full size
Key = tuple[str, str, int]  # digest, way, size
WAYS = {
    "detect": "Find the faces",
    "center": "Cropped already",
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


def examine(brought: list[tuple[str, bytes, str]], size: int) -> list[Found]:
    """The faces of pictures; those that were not seen lately are looked at together.

    Args:
        brought: the name and content of each picture, and a key of `WAYS`.
        size: side of the crops in pixels.
    """
    known, keys = _known(), [(digest(content), how, size) for _, content, how in brought]
    seen = {key: known[key] for key in keys if key in known}
    new = {key: one[:2] for key, one in zip(keys, brought, strict=True) if key not in seen}
    if new:
        with st.spinner("Looking for faces …"):
            for how in WAYS:
                some = [key for key in new if key[1] == how]
                for start in range(0, len(some), AT_ONCE):
                    part = some[start : start + AT_ONCE]
                    seen |= _looked_at({key: new[key] for key in part}, _cutter(how, size))
    known.update(seen)
    for key in list(known)[:-KEPT]:
        known.pop(key, None)
    return [replace(seen[key], name=name) for key, (name, _, _) in zip(keys, brought, strict=True)]


@st.cache_resource(show_spinner=False)
def _known() -> dict[Key, Found]:
    """The pictures seen last, by content and by how their faces were cut out."""
    return {}


def _looked_at(new: dict[Key, tuple[str, bytes]], cutter) -> dict[Key, Found]:
    """What pictures hold, given by their names and contents."""
    pictures = {key: _decoded(content) for key, (_, content) in new.items()}
    cuts = iter(cutter.cut_all([one for one in pictures.values() if not isinstance(one, PictureError)]))
    return {
        key: Found(new[key][0], key[0], error=picture)
        if isinstance(picture, PictureError)
        else _found(new[key][0], key[0], picture, next(cuts))
        for key, picture in pictures.items()
    }


def _decoded(content: bytes) -> np.ndarray | PictureError:
    from facevae.faces.decode import decode

    try:
        return decode(content)
    except PictureError as error:
        return error


def _found(name: str, digest: str, picture: np.ndarray, cuts: list | PictureError) -> Found:
    shown, scale = _shrunk(picture)
    if isinstance(cuts, PictureError):
        return Found(name, digest, shown)
    boxes = tuple(tuple(edge * scale for edge in cut.box) for cut in cuts if cut.box)
    return Found(name, digest, shown, np.stack([cut.picture for cut in cuts]), boxes)


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
