"""Beards and moustaches."""

import numpy as np

from facevae.data.generated import colours
from facevae.data.generated.canvas import Canvas
from facevae.data.generated.curves import closed, ribbon, taper, through
from facevae.data.generated.face import Face
from facevae.data.generated.material import Skin, hair
from facevae.data.generated.mouth import Mouth
from facevae.data.generated.nose import tip


def draw_under(canvas: Canvas, face: Face, mouth: Mouth, skin: Skin, colour) -> None:
    """What grows on jaw and chin, painted before the mouth."""
    kind = face.p["beard"]
    if kind in ("none", "moustache"):
        return
    outline = (
        _goatee(face, mouth) if kind == "goatee" else _full(face, mouth, 0.0 if kind == "stubble" else 0.018)
    )
    material = hair(face, colour)
    if kind == "stubble":
        material = colours.mix(skin.material(), material, 0.30).astype(np.uint8)
    canvas.paste(canvas.smooth(material), canvas.mask(outline))
    if kind == "full":
        _combed(canvas, face, colour)


def draw_over(canvas: Canvas, face: Face, mouth: Mouth, colour) -> None:
    """The moustache, painted after the mouth."""
    if face.p["beard"] not in ("moustache", "goatee", "full"):
        return
    for side in (-1, 1):
        x, y = mouth.x[12::side][::4], mouth.top[12::side][::4]  # from the middle to the corner
        end = (x[3] + side * 0.016, y[3] + 0.010)
        thick = np.array([0.024, 0.032, 0.026]) + 0.006 * face.p["mouth_corner"]
        lip = np.array([-0.006, -0.003, 0.001])
        under = through([*zip(x[:3], y[:3] + lip, strict=True), end], 5)
        top = through([*zip(x[:3], y[:3] - thick, strict=True), end], 5)
        shape = np.vstack([top, under[::-1]])
        canvas.fill(face.place(shape, face.depth(shape) + 0.02), colours.shaded(colour, 0.82))
        sheen = face.place((top + under)[3:13] / 2)
        canvas.tint(ribbon(sheen, 0.008 * taper(len(sheen))), colours.shaded(colour, 1.25), 0.4)


def _full(face: Face, mouth: Mouth, growth: float) -> np.ndarray:
    w, chin = face.width, face.chin + growth
    jaw = 0.90 + 0.07 * face.p["jaw"]
    base, _ = tip(face)
    right = [
        (0.985 * w, 0.03),
        (1.0 * w + growth * 0.5, 0.14),
        (jaw * w + growth * 0.6, 0.26),
        ((0.64 + 0.18 * face.p["jaw"]) * w + growth * 0.8, 0.26 + (chin - 0.26) * 0.66),
        (0.32 * w, chin - 0.012),
        (0.0, chin + 0.004),
    ]
    x, y = abs(mouth.x[0]), float(mouth.upper[0] + mouth.upper[-1]) / 2
    inner = [
        (0.0, base + 0.034),
        (0.7 * x, min(base + 0.050, y - 0.02)),
        (x + 0.035, y - 0.028),
        (0.70 * w, 0.215),
        (0.86 * w, 0.12),
        (0.925 * w, 0.03),
    ]
    right_run = np.vstack([through(right, 5)[::-1], through(inner[::-1], 5)])
    left_run = right_run[::-1] * (-1, 1)
    outline = np.vstack([right_run, left_run])
    return face.place_outline(outline)


def _goatee(face: Face, mouth: Mouth) -> np.ndarray:
    x, y = mouth.half * 0.95, float(mouth.upper[0] + mouth.upper[-1]) / 2
    chin = face.chin + 0.012
    right = [
        (0, y + 0.012),
        (0.5 * x, y + 0.020),
        (0.72 * x, y + 0.050),
        (0.62 * x, chin - 0.030),
        (0.32 * x, chin),
        (0, chin + 0.004),
    ]
    return face.place_outline(closed([*right, *[(-a, b) for a, b in right[-2:0:-1]]]))


def _combed(canvas: Canvas, face: Face, colour) -> None:
    for x in np.linspace(-0.62, 0.62, 9):
        high = 0.30 + 0.10 * (1 - abs(x) / 0.62)
        low = face.chin - 0.02 - 0.10 * abs(x) / 0.62
        curve = through(
            [(x * face.width * 1.12, high), (x * face.width, (high + low) / 2), (x * face.width * 0.86, low)],
            4,
        )
        canvas.tint(
            ribbon(face.place_outline(curve), 0.0075 * taper(len(curve))),
            colours.shaded(colour, 0.68 if x < 0 else 1.18),
            0.4,
        )
