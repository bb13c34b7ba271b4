"""What lies on the skin: eye sockets, blush, pallor, folds, freckles, moles, years."""

import numpy as np

from facevae.data.generated import colours
from facevae.data.generated.canvas import Canvas
from facevae.data.generated.curves import ellipse, ribbon, taper, through
from facevae.data.generated.face import Face
from facevae.data.generated.material import Skin
from facevae.data.generated.mouth import Mouth
from facevae.data.generated.nose import tip

_MOODS = {"flush": (1.0, 0.84, 0.82), "pallor": (0.95, 1.02, 1.08), "queasy": (0.85, 0.98, 0.84)}


def shade(face: Face, skin: Skin) -> None:
    """Work the soft tints of the cheeks, the sockets and the mood into the skin."""
    p = face.p
    for side in (-1, 1):
        skin.spot((side * (face.eye_x - 0.012), -0.030), 0.055, 0.034, skin.shadow, 0.42)
        skin.spot((side * face.eye_x, 0.058), 0.048, 0.014, skin.shadow, 0.20 + 0.35 * max(0, p["age"] - 0.4))
        cheek = (side * face.width * 0.60, 0.165 - 0.020 * p["cheek_raise"])
        skin.spot(cheek, 0.060, 0.045, (1.0, 0.82, 0.82), p["blush"])
        skin.spot((cheek[0], cheek[1] - 0.035), 0.04, 0.02, (1.06, 1.05, 1.04), 0.5 + 0.6 * p["cheek_raise"])
    skin.spot((0, -0.16), 0.10, 0.05, (1.05, 1.045, 1.04), 0.8)
    for mood, tint in _MOODS.items():
        skin.field *= colours.mix((1, 1, 1), tint, p[mood]).astype(np.float32)


def folds(canvas: Canvas, face: Face, mouth: Mouth, skin: Skin) -> None:
    """The folds from the nose's wings past the mouth's corners."""
    p = face.p
    base, half = tip(face)
    dark = skin.dark * 0.74
    depth = 0.36 * p["cheek_raise"] + 0.12 * p["nose_wrinkle"] + 0.5 * max(0.0, p["age"] - 0.45)
    for index, side in ((0, -1), (-1, 1)):
        extra = 0.3 * max(0.0, p["mouth_skew"]) if side == p["side"] else 0.0
        amount = min(0.6, depth + extra)
        if amount < 0.08:
            continue
        x, y = mouth.x[index], mouth.upper[index]
        fold = through(
            [
                (side * (half * 1.25), base - 0.022),
                (side * (half * 1.55 + 0.55 * max(0.0, abs(x) - half)), base + 0.020),
                (x + side * 0.034, y - 0.022),
                (x + side * 0.034, y + 0.004),
            ],
            6,
        )
        canvas.tint(ribbon(face.place(fold), 0.009 * taper(len(fold))), dark, amount)


def marks(canvas: Canvas, face: Face, skin: Skin) -> None:
    """Freckles, a mole, and lines of age."""
    p = face.p
    if p["freckles"] > 0:
        _freckles(canvas, face, skin.base * (0.80, 0.66, 0.58))
    if p["mole"] != "none":
        x, y = {"cheek": (0.15, 0.18), "lip": (-0.085, 0.235), "chin": (0.07, 0.34)}[p["mole"]]
        canvas.tint(ellipse(*face.place((x, y)), 0.0105, 0.0105, 12), skin.base * (0.42, 0.34, 0.32), 0.9)
    lines = max(0.0, p["age"] - 0.6)
    for side in (-1, 1):
        for turn in (-0.020, 0.004, 0.028) if lines else ():
            x = side * (face.eye_x + p["eye_width"] * 0.60)
            foot = np.array([(x, turn * 0.6), (x + side * 0.018, turn), (x + side * 0.036, turn * 1.7)])
            canvas.tint(
                ribbon(face.place(foot), 0.007 * taper(3, 0.3)),
                skin.dark * 0.8,
                min(0.7, 2 * lines),
            )


def _freckles(canvas: Canvas, face: Face, colour) -> None:
    grid = np.random.default_rng(int(face.p["freckle_seed"]))
    count = int(8 + 22 * face.p["freckles"])
    at = np.column_stack([grid.uniform(-0.72, 0.72, count) * face.width, grid.normal(0.115, 0.028, count)])
    size = grid.uniform(0.0035, 0.0062, count)[:, None, None]
    canvas.tint(face.place(at)[:, None] + size * ellipse(0, 0, 1, 1, 8), colour, 0.62)
