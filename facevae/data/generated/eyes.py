"""Eyes: openings, lids, irises that look somewhere."""

import numpy as np

from facevae.data.generated import colours
from facevae.data.generated.canvas import Canvas
from facevae.data.generated.curves import ellipse, ribbon, taper, through
from facevae.data.generated.face import ZOOM, Face
from facevae.data.generated.material import Skin, light

_WHITE = (250, 248, 245)


class Eye:
    """The shapes of one eye in face coordinates; `side` is -1 at the left of the picture, 1 at the right."""

    def __init__(self, face: Face, side: int):
        p = face.p
        self.face, self.side = face, side
        self.half = p["eye_width"] / 2
        base = self.half * p["eye_roundness"]
        self.open = max(0.12, 1 + p["lid_open"])
        self.rest = base
        self.upper = base * self.open
        self.lower = base * (0.62 + 0.22 * max(0, p["lid_open"]) - 0.75 * p["lid_raise"])
        self.tilt = p["eye_tilt"] * self.half
        self.slant = p["lid_slant"] * base

    def at(self, points) -> np.ndarray:
        """Points around the eye (x outwards) in face coordinates."""
        points = np.asarray(points, float)
        tilted = points[:, 1] - self.tilt * points[:, 0] / self.half
        return np.column_stack([self.side * (self.face.eye_x + points[:, 0]), tilted])

    def upper_lid(self, height: float, slant: float = 0.0, reach: float = 1.0) -> np.ndarray:
        """The arc from the inner to the outer corner."""
        h, w = self.half * reach, height
        return through(
            [
                (-h, 0.10 * self.rest),
                (-0.62 * h, -0.72 * w - 0.62 * slant),
                (0.0, -w),
                (0.60 * h, -0.80 * w + 0.62 * slant),
                (h, -0.02 * self.rest),
            ],
            6,
        )

    def lower_lid(self, height: float, reach: float = 1.0) -> np.ndarray:
        """The arc from the outer to the inner corner."""
        h = self.half * reach
        points = [
            (h, -0.02 * self.rest),
            (0.5 * h, 0.86 * height),
            (-0.3 * h, height),
            (-h, 0.10 * self.rest),
        ]
        return through(points, 6)

    def opening(self) -> np.ndarray:
        upper = self.upper_lid(self.upper, self.slant)
        lower = self.lower_lid(self.lower)
        return self.face.place(self.at(np.vstack([upper, lower[1:-1]])))

    def arc(self, curve: np.ndarray) -> np.ndarray:
        return self.face.place(self.at(curve))


def draw(canvas: Canvas, face: Face, skin: Skin, brow_colour) -> None:
    """Both eyes with their lids."""
    lash = colours.mix(brow_colour, (28, 20, 22), 0.72)
    for side in (-1, 1):
        eye = Eye(face, side)
        _lid(canvas, eye, skin)
        opening = eye.opening()
        with canvas.clipped(opening, 0.09):
            _ball(canvas, eye, opening)
        _lines(canvas, eye, skin, lash)


def _lid(canvas: Canvas, eye: Eye, skin: Skin) -> None:
    top = eye.upper_lid(max(eye.rest * 1.34, eye.upper * 1.12), eye.slant * 0.5, 1.04)
    bottom = eye.upper_lid(eye.upper, eye.slant)
    shape = eye.arc(np.vstack([top, bottom[::-1]]))
    paint = eye.face.p["eye_shadow"]
    colour = colours.mix(skin.dark * 1.06, (150, 92, 120), 0.55 * paint)
    canvas.tint(shape, colour, 0.50 + 0.2 * paint)
    crease = eye.arc(top)
    canvas.tint(ribbon(crease, 0.009 * taper(len(crease), 0.2, 0.3)), skin.dark * 0.72, 0.75)


def _ball(canvas: Canvas, eye: Eye, opening: np.ndarray) -> None:
    p, face = eye.face.p, eye.face
    canvas.fill(opening, colours.mix(_WHITE, (226, 214, 210), 0.25))
    radius = ZOOM * eye.half * p["iris_size"]
    look = np.array([p["gaze_x"], p["gaze_y"]]) * (eye.half * 0.46, eye.rest * 0.55)
    centre = face.place(eye.at([(0.0, -0.10 * eye.rest)])[0] + look)
    iris = np.asarray(colours.IRIS[p["eye_colour"]], float)
    canvas.fill(ellipse(*centre, radius, radius), colours.shaded(iris, 0.52))
    canvas.fill(ellipse(*centre, radius * 0.86, radius * 0.86), iris)
    canvas.tint(
        ellipse(centre[0], centre[1] + radius * 0.34, radius * 0.60, radius * 0.46),
        colours.shaded(iris, 1.4),
        0.6,
    )
    pupil = radius * 0.47 * p["pupil"]
    canvas.fill(ellipse(*centre, pupil, pupil), (14, 11, 14))
    top = eye.arc(eye.upper_lid(eye.upper * 0.92, eye.slant))
    canvas.tint(ribbon(top, eye.rest * 0.34), (52, 34, 44), 0.30)
    toward = light(p)
    glint = centre + radius * np.array([0.30 if toward[0] > 0 else -0.30, -0.36])
    canvas.fill(ellipse(*glint, radius * 0.25, radius * 0.25), (255, 255, 255))
    canvas.tint(ellipse(*(2 * centre - glint), radius * 0.15, radius * 0.15, 12), (255, 255, 255), 0.55)


def _lines(canvas: Canvas, eye: Eye, skin: Skin, lash) -> None:
    p = eye.face.p
    upper = eye.upper_lid(eye.upper, eye.slant, 1.03)
    weight = 0.0125 + 0.009 * p["lashes"]
    widths = weight * (0.45 + 0.55 * np.linspace(0, 1, len(upper)) ** 0.7)
    canvas.fill(ribbon(eye.arc(upper), widths), lash)
    if p["lashes"] > 0.45:
        _wing(canvas, eye, lash)
    lower = eye.arc(eye.lower_lid(eye.lower, 0.97))
    canvas.tint(ribbon(lower, 0.0075), colours.mix(lash, skin.dark, 0.45), 0.65)
    if p["lid_raise"] > 0.15:
        bag = eye.arc(eye.lower_lid(eye.lower + 0.42 * eye.rest, 0.92))
        canvas.tint(ribbon(bag, 0.010 * taper(len(bag))), skin.dark * 0.80, 0.75 * p["lid_raise"])
    if p["tear"] > 0:
        _tear(canvas, eye, p["tear"])


def _wing(canvas: Canvas, eye: Eye, lash) -> None:
    h = eye.half
    for start, end in (((0.90, -0.12), (1.26, -0.46)), ((0.66, -0.62), (0.92, -1.02))):
        stroke = np.array([(start[0] * h, start[1] * eye.upper), (end[0] * h, end[1] * eye.upper)])
        canvas.fill(ribbon(eye.arc(through(stroke, 3)), 0.010 * np.array([1, 0.8, 0.5, 0.2])), lash)


def _tear(canvas: Canvas, eye: Eye, amount: float) -> None:
    size = 0.016 * (0.6 + 0.6 * amount)
    x, y = 0.30 * eye.half, eye.lower + 0.030
    drop = [
        (x, y - 2.1 * size),
        (x + 0.75 * size, y - 0.2 * size),
        (x, y + size),
        (x - 0.75 * size, y - 0.2 * size),
    ]
    canvas.tint(eye.arc(through([*drop, drop[0]], 6)), (150, 205, 240), 0.85)
    canvas.tint(eye.arc(ellipse(x - 0.25 * size, y, 0.22 * size, 0.36 * size, 10)), (255, 255, 255), 0.9)
