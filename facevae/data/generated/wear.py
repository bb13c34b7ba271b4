"""What a face wears: glasses, earrings, clothes."""

import numpy as np

from facevae.data.generated import colours
from facevae.data.generated.canvas import Canvas
from facevae.data.generated.curves import closed, ellipse, ribbon, taper, through
from facevae.data.generated.face import Face
from facevae.data.generated.material import Skin

_BEFORE = 0.05


def _lens(face: Face, side: int) -> np.ndarray:
    kind = face.p["glasses"]
    w = face.eye_x * 0.81
    x0, y0 = side * (face.eye_x + 0.004), 0.010
    if kind in ("round", "wire"):
        return ellipse(x0, y0, w * 0.94, w * 0.84, 36)
    if kind == "square":
        corner = 0.72
        points = [
            (1, -0.42),
            (corner, -0.76),
            (-corner, -0.74),
            (-0.98, -0.40),
            (-0.90, 0.40),
            (-0.6, 0.74),
            (0.6, 0.76),
            (0.95, 0.40),
        ]
    else:
        points = [
            (1.16, -0.86),
            (0.4, -0.76),
            (-0.7, -0.62),
            (-0.98, -0.20),
            (-0.78, 0.46),
            (-0.1, 0.72),
            (0.66, 0.56),
            (1.0, 0.0),
        ]
    return closed([(x0 + side * a * w, y0 + b * w) for a, b in points], 5)


def draw_glasses(canvas: Canvas, face: Face) -> None:
    kind = face.p["glasses"]
    if kind == "none":
        return
    colour = np.asarray(colours.FRAMES[face.p["frame_colour"]], float)
    thick = 0.0085 if kind == "wire" else 0.0135
    for side in (-1, 1):
        outline = face.place(_lens(face, side), face.depth((side * face.eye_x, 0.01)) + _BEFORE)
        canvas.tint(outline, (235, 244, 250), 0.05)
        _glare(canvas, outline)
        ring = np.vstack([outline, outline[:1]])
        canvas.fill(ribbon(ring, thick), colour)
        hinge = outline[np.argmax(side * outline[:, 0])]
        ear = face.place((side * face.width * 1.0, -0.02), 0.0)
        if side * (ear[0] - hinge[0]) > 0:
            canvas.fill(ribbon(np.array([hinge, ear]), thick * 0.9), colours.shaded(colour, 0.8))
    inner = face.eye_x * 0.26
    bridge = through([(-inner, 0.0), (0, -0.018), (inner, 0.0)], 6)
    canvas.fill(ribbon(face.place(bridge, face.depth((0, 0)) + _BEFORE), thick), colour)


def _glare(canvas: Canvas, outline: np.ndarray) -> None:
    centre, reach = outline.mean(0), np.ptp(outline, axis=0) / 2
    streak = centre + reach * np.array([(-0.62, 0.30), (0.10, -0.74), (0.30, -0.68), (-0.44, 0.50)])
    canvas.tint(streak, (255, 255, 255), 0.15)


def draw_earrings(canvas: Canvas, face: Face, ears_show: bool) -> None:
    if face.p["earrings"] == "none" or not ears_show:
        return
    gold = (226, 186, 96) if face.p["earrings"] == "gold" else (226, 228, 234)
    for side in (-1, 1):
        x, y = face.place((side * (face.width + 0.020), 0.135), -0.02)
        canvas.fill(ellipse(x, y, 0.0155, 0.0155, 14), colours.shaded(gold, 0.75))
        canvas.fill(ellipse(x - 0.002, y - 0.003, 0.010, 0.010, 12), gold)


def draw_body(canvas: Canvas, face: Face, skin: Skin, sheet: np.ndarray) -> None:
    """The neck and what of the clothes shows."""
    p = face.p
    neck = 0.50 * face.width + 0.035 * p["jaw"]
    column = [
        (-neck, 0.20),
        (neck, 0.20),
        (neck * 1.03, 0.50),
        (neck * 1.4, 0.66),
        (-neck * 1.4, 0.66),
        (-neck * 1.03, 0.50),
    ]
    outline = face.place(np.array(column), -0.04)
    canvas.paste(sheet, canvas.mask(outline))
    with canvas.clipped(outline, 0.2):
        head = face.place_outline(face.outline())
        canvas.tint(head + np.array([0.0, 0.036]), skin.dark * 0.92, 0.75)
    cloth = colours.CLOTH[p["cloth_colour"]]
    deep = 0.535 if p["collar"] == "round" else 0.50
    top = through(
        [
            (-0.62, 0.57),
            (-0.40, 0.495),
            (-neck * 1.12, 0.455),
            (-neck * 0.7, deep - 0.02),
            (0, deep),
            (neck * 0.7, deep - 0.02),
            (neck * 1.12, 0.455),
            (0.40, 0.495),
            (0.62, 0.57),
        ],
        6,
    )
    shape = face.place(np.vstack([top, [(0.7, 0.9), (-0.7, 0.9)]]), -0.06)
    canvas.fill(shape, cloth)
    canvas.tint(
        ribbon(face.place(top, -0.06), 0.020 * taper(len(top), 0.6, 0.6)), colours.shaded(cloth, 0.74), 0.7
    )


def draw_ears(canvas: Canvas, face: Face, skin: Skin, sheet: np.ndarray) -> None:
    p = face.p
    for side in (-1, 1):
        turned = min(1.5, max(0.25, 1 - side * p["yaw"] * 0.035))
        reach = 0.052 * p["ear_size"] * turned
        w = face.width * 0.985
        ear = [
            (w - 0.02, -0.050),
            (w + 0.55 * reach, -0.058),
            (w + reach, -0.015),
            (w + 0.85 * reach, 0.050),
            (w + 0.42 * reach, 0.115),
            (w - 0.02, 0.130),
        ]
        outline = face.place(closed([(side * x, y) for x, y in ear]), -0.01)
        canvas.paste(sheet, canvas.mask(outline))
        fold = through(
            [
                (side * (w + 0.30 * reach), -0.028),
                (side * (w + 0.70 * reach), -0.005),
                (side * (w + 0.45 * reach), 0.060),
            ],
            6,
        )
        canvas.tint(ribbon(face.place(fold, -0.01), 0.012 * taper(len(fold))), skin.dark * 0.82, 0.75)
