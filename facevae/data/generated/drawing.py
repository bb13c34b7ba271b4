"""A face's picture from its parameters."""

from collections.abc import Mapping

import cv2
import numpy as np

from facevae.data.generated import beard, brows, cheeks, colours, eyes, mouth, nose, wear
from facevae.data.generated.canvas import Canvas
from facevae.data.generated.face import Face
from facevae.data.generated.hair import Hair
from facevae.data.generated.material import Skin, background, spot

_DIGITS = 4  # to which parameters are exact, so that a table in float32 draws the same picture


def draw(row: Mapping, size: int) -> np.ndarray:
    """The picture (size, size, 3) of one row of `parameters.sample`.

    Args:
        row: anything with `p_*` entries: a dict, a row of an index, a Series.
    """
    p = {
        key[2:]: value if isinstance(value, str) else round(float(value), _DIGITS)
        for key, value in row.items()
        if key.startswith("p_")
    }
    canvas, face = Canvas(size), Face(p)
    skin, hair, lips = Skin(face), Hair(face), mouth.Mouth(face)
    _shade_skin(face, skin, hair, lips)
    canvas.pixels = canvas.smooth(background(p))
    hair.draw_back(canvas)
    _head(canvas, face, skin, hair)
    _features(canvas, face, skin, hair, lips)
    return _lit(canvas.finished(), p)


def _shade_skin(face: Face, skin: Skin, hair: Hair, lips: mouth.Mouth) -> None:
    cheeks.shade(face, skin)
    nose.shade(face, skin)
    mouth.shade(lips, skin)
    hair.cast_shadow(skin)


def _head(canvas: Canvas, face: Face, skin: Skin, hair: Hair) -> None:
    sheet = canvas.smooth(skin.material())
    wear.draw_body(canvas, face, skin, sheet)
    if hair.locks.ears:
        wear.draw_ears(canvas, face, skin, sheet)
    canvas.paste(sheet, canvas.mask(face.place_outline(face.outline())))


def _features(canvas: Canvas, face: Face, skin: Skin, hair: Hair, lips: mouth.Mouth) -> None:
    own = colours.shaded(colours.HAIR[face.p["hair_colour"]], face.p["hair_shade"])
    brow = colours.mix(own * (0.66 if own.mean() < 130 else 0.48), skin.base * 0.42, 0.25)
    cheeks.marks(canvas, face, skin)
    beard.draw_under(canvas, face, lips, skin, own)
    cheeks.folds(canvas, face, lips, skin)
    brows.folds(canvas, face, skin)
    nose.draw(canvas, face, skin)
    mouth.draw(canvas, face, lips, skin)
    beard.draw_over(canvas, face, lips, own)
    eyes.draw(canvas, face, skin, brow)
    hair.draw_front(canvas, skin)
    brows.draw(canvas, face, brow)
    wear.draw_earrings(canvas, face, hair.locks.ears)
    wear.draw_glasses(canvas, face)


def _lit(picture: np.ndarray, p: dict) -> np.ndarray:
    """The picture under its lamp: its warmth, its brightness, and brighter towards it."""
    size = len(picture)
    glow = spot((0.5 + 0.5 * p["light_x"], 0.45 + 0.45 * p["light_y"]), 0.55, 0.60) - 0.5
    field = p["light_level"] * (1 + 0.22 * p["light_strength"] * glow[..., None])
    field = field * (1 + p["light_warmth"] * np.array([0.07, 0.0, -0.10]))
    field = cv2.resize(field.astype(np.float32), (size, size), interpolation=cv2.INTER_LINEAR)
    return np.clip(picture * field + 0.5, 0, 255).astype(np.uint8)
