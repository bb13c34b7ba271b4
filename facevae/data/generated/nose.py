"""The nose: a lit bridge, a shaded side, wings and nostrils."""

import numpy as np

from facevae.data.generated.canvas import Canvas
from facevae.data.generated.curves import ellipse, ribbon, taper, through
from facevae.data.generated.face import Face
from facevae.data.generated.material import Skin, light

_STANDS_OUT = 0.075  # of the tip before the face


def tip(face: Face) -> tuple[float, float]:
    """Height of the nose's base and half its width, in face coordinates."""
    p = face.p
    return p["nose_length"] * (1 - 0.13 * p["nose_wrinkle"]), p["nose_width"] / 2 * (
        1 + 0.14 * p["nose_wrinkle"]
    )


def shade(face: Face, skin: Skin) -> None:
    """Work the nose's soft light and shadow into the skin."""
    base, half = tip(face)
    toward = light(face.p)
    away = -1.0 if toward[0] > 0 else 1.0
    strength = 0.35 + 0.5 * face.p["light_strength"] * abs(toward[0])
    for y, rx, amount in ((0.05, 0.016, 0.5), (0.11, 0.018, 0.7), (base - 0.02, 0.028, 1.0)):
        skin.spot(
            (away * (0.018 + 0.35 * half * y / base), y), rx, 0.042, skin.shadow, strength * amount * 0.75
        )
    skin.spot((0, base + 0.020), half * 0.95, 0.014, skin.shadow, 0.75)
    skin.spot((-away * 0.006, base * 0.55), 0.011, 0.055, (1.10, 1.09, 1.08), 0.9)
    skin.spot((-away * 0.010, base - 0.035), 0.018, 0.016, (1.12, 1.09, 1.08), 0.9)


def draw(canvas: Canvas, face: Face, skin: Skin) -> None:
    p = face.p
    base, half = tip(face)
    dark = skin.dark * 0.62
    for side in (-1, 1):
        nostril = _before(face, ellipse(side * half * 0.46, base + 0.002, half * 0.22, 0.0085, 14))
        canvas.tint(nostril, dark * 0.72, 0.62)
        wing = through(
            [
                (side * half * 0.84, base - 0.032),
                (side * half * 1.06, base - 0.014),
                (side * half * 0.76, base + 0.008),
            ],
            6,
        )
        canvas.tint(ribbon(_before(face, wing), 0.0095 * taper(len(wing), 0.1, 0.4)), dark, 0.72)
    under = through([(-half * 0.40, base + 0.006), (0, base + 0.015), (half * 0.40, base + 0.006)], 6)
    canvas.tint(ribbon(_before(face, under), 0.009 * taper(len(under))), dark, 0.65)
    if p["nose_wrinkle"] > 0.2:
        _wrinkles(canvas, face, dark)


def _before(face: Face, points: np.ndarray) -> np.ndarray:
    return face.place(points, face.depth(points) + _STANDS_OUT)


def _wrinkles(canvas: Canvas, face: Face, colour) -> None:
    amount = face.p["nose_wrinkle"]
    for side in (-1, 1):
        for y in (0.024, 0.060):
            fold = through([(side * 0.010, y - 0.012), (side * 0.030, y), (side * 0.050, y + 0.022)], 4)
            canvas.tint(ribbon(face.place(fold), 0.010 * taper(len(fold))), colour, 0.40 * min(1, amount))
