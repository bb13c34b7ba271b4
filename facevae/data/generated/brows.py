"""Eyebrows and the folds they make in the forehead."""

import numpy as np

from facevae.data.generated.canvas import Canvas
from facevae.data.generated.curves import ribbon, taper, through
from facevae.data.generated.face import Face
from facevae.data.generated.material import Skin

_LIFT = 0.060  # of a brow raised by 1


def points(face: Face, side: int) -> np.ndarray:
    """Inner end, arch, and outer end in face coordinates."""
    p = face.p
    skew = p["brow_skew"] * p["side"] * side
    inner = p["brow_inner"] + 0.45 * skew
    outer = p["brow_outer"] + skew
    base = -p["brow_height"]
    half = p["eye_width"] / 2
    arch = 0.55 * (inner + outer) + 0.12 * max(0, outer)
    x = face.eye_x + np.array([-1.02 * half, -0.30 * half, 0.50 * half, 1.26 * half])
    x[0] -= 0.020 * p["brow_knit"]
    x[1] -= 0.012 * p["brow_knit"]
    y = base - _LIFT * np.array([inner, 0.6 * inner + 0.4 * arch, 0.3 * inner + 0.75 * outer, outer])
    y += np.array([0.004, -0.35, -1.0, 0.012 / p["brow_arch"] if p["brow_arch"] else 0.0]) * p["brow_arch"]
    return np.column_stack([side * x, y])


def draw(canvas: Canvas, face: Face, colour) -> None:
    p = face.p
    for side in (-1, 1):
        curve = through(points(face, side), 7)
        t = np.linspace(0, 1, len(curve))
        swell = np.interp(t, [0, 0.12, 0.45, 1], [0.62, 0.95, 1.0, 0.22])
        canvas.tint(ribbon(face.place(curve), p["brow_thickness"] * swell), colour, 0.94)


def folds(canvas: Canvas, face: Face, skin: Skin) -> None:
    """Upright folds between knit brows, level ones under raised brows."""
    p = face.p
    colour = skin.dark * 0.72
    knit = max(0.0, p["brow_knit"] - 0.25)
    if knit:
        for x in (-0.017, 0.017):
            fold = through([(x * 1.25, -p["brow_height"] + 0.030), (x, -p["brow_height"] - 0.035)], 6)
            canvas.tint(ribbon(face.place(fold), 0.010 * taper(len(fold))), colour, min(0.85, knit))
    raised = max(0.0, min(p["brow_inner"], 1.3) - 0.35) + 0.30 * max(0.0, p["age"] - 0.55)
    for row in range(3 if raised > 0.05 else 0):
        y = -p["brow_height"] - 0.062 - 0.030 * row
        reach = (0.115, 0.10, 0.075)[row]
        bend = -0.008 + 0.020 * p["brow_knit"] * max(0.0, p["brow_inner"])
        fold = through(
            [(-reach, y + 0.008), (-reach / 2, y), (0, y + bend + 0.008), (reach / 2, y), (reach, y + 0.008)],
            5,
        )
        if y > face.crown + 0.06:
            canvas.tint(ribbon(face.place(fold), 0.008 * taper(len(fold))), colour, min(0.6, 0.55 * raised))
