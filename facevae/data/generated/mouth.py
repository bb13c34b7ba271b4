"""The mouth: lips around an opening that smiles, gapes, stretches or curls."""

import numpy as np

from facevae.data.generated import colours
from facevae.data.generated.canvas import Canvas
from facevae.data.generated.curves import ellipse, ribbon, taper, through
from facevae.data.generated.face import Face
from facevae.data.generated.material import Skin

_X = np.linspace(-1, 1, 25)
_DARK = (74, 22, 30)
_TEETH = (250, 246, 238)
_TONGUE = (206, 92, 98)


class Mouth:
    """The four lines of the mouth in face coordinates, each (25, 2) from the picture's left to its right."""

    def __init__(self, face: Face):
        p = face.p
        self.face = face
        self.half = p["mouth_width"] / 2 * (1 + 0.34 * p["mouth_wide"])
        self.upper, self.lower = self._opening()
        self.top, self.bottom = self._lips()
        turned = p["mouth_skew"] * p["side"]
        self.x = _X * self.half * (1 + 0.10 * turned * np.sign(_X)) + 0.10 * self.half * turned
        self.gap = float((self.lower - self.upper).max())

    def _opening(self) -> tuple[np.ndarray, np.ndarray]:
        """Heights of the opening's upper and lower edge, equal where the mouth is closed."""
        p, drop = self.face.p, self.face.jaw_drop
        middle = p["mouth_height"] - 0.012 * p["nose_wrinkle"]
        skew = p["side"] * np.array([-1.0, 1.0]) * 0.5 + 0.5
        lift = 0.054 * (p["mouth_corner"] + p["mouth_skew"] * skew)
        mean = float(lift.mean())
        top = middle + (0.38 if mean > 0 else 0.50) * mean - 0.010 * p["mouth_open"] - 0.030 * p["lip_raise"]
        agape = min(1.0, 3 * p["mouth_open"])
        rounded = min(1.0, max(0.0, -1.2 * p["mouth_wide"]) * agape)
        corner = middle + (0.10 + 0.42 * rounded) * drop - np.interp(_X, [-1, 1], lift)
        bowl = 1 - np.abs(_X) ** (2 + 2.4 * p["mouth_square"])
        curl, wave = self._curl()
        upper = corner + (top - corner) * bowl ** (1 - 0.5 * rounded) - curl - wave
        lower = corner + (top + drop - corner) * bowl ** (1 - max(0.5 * rounded, 0.42 * agape)) - 0.8 * wave
        return upper, np.maximum(lower, upper)

    def _curl(self) -> tuple[np.ndarray, np.ndarray]:
        """How far the upper lip is drawn up on the leading side, and both lips waver."""
        p = self.face.p
        inside = 1 - _X**6
        curl = np.exp(-(((_X - 0.50 * p["side"]) / 0.32) ** 2)) - 0.35
        return 0.030 * p["lip_curl"] * curl * inside, 0.012 * p["lip_wave"] * np.sin(
            _X * 2.5 * np.pi
        ) * inside

    def _lips(self) -> tuple[np.ndarray, np.ndarray]:
        """Heights of the upper lip's upper and the lower lip's lower edge."""
        p = self.face.p
        thin = 1 - 0.62 * p["lip_press"]
        cupid = 1 - 0.26 * np.exp(-((_X / 0.13) ** 2))
        edge = (1 - np.abs(_X) ** 2.4) ** 0.75
        above = 0.72 * p["lip_fullness"] * thin * (1 - 0.25 * p["mouth_open"])
        below = p["lip_fullness"] * (thin + 0.25 * p["lip_pout"])
        return self.upper - above * edge * cupid, self.lower + below * edge

    def line(self, y) -> np.ndarray:
        return self.face.place(np.column_stack([self.x, y]))

    def between(self, a, b) -> np.ndarray:
        return np.vstack([self.line(a), self.line(b)[::-1]])


def shade(mouth: Mouth, skin: Skin) -> None:
    """Soft shadows under the lower lip and at the corners."""
    bottom = mouth.bottom[12]
    skin.spot((0, bottom + 0.020), mouth.half * 0.55, 0.013, skin.shadow, 0.55)
    skin.spot((0, bottom + 0.062), 0.05, 0.022, (1.05, 1.045, 1.04))


def draw(canvas: Canvas, face: Face, mouth: Mouth, skin: Skin) -> None:
    p = face.p
    lip = colours.lips(skin.base, p["lip_redness"])
    canvas.fill(mouth.between(mouth.top, mouth.upper), lip * 0.88)
    canvas.fill(mouth.between(mouth.lower, mouth.bottom), lip)
    _gloss(canvas, mouth, lip)
    if mouth.gap > 0.006:
        opening = mouth.between(mouth.upper, mouth.lower)
        with canvas.clipped(opening):
            _inside(canvas, mouth, opening)
    line = ribbon(mouth.line(mouth.upper), 0.010 * taper(25, 0.35, 0.35))
    canvas.tint(line, colours.mix(lip * 0.42, (52, 20, 24), 0.5), 0.92)
    if p["tongue"] > 0.3:
        _tongue_out(canvas, mouth)
    if p["beard"] in ("none", "stubble"):
        _corners(canvas, mouth, skin)


def _gloss(canvas: Canvas, mouth: Mouth, lip) -> None:
    thick = mouth.bottom - mouth.lower
    shine = np.vstack(
        [mouth.line(mouth.lower + 0.30 * thick)[8:17], mouth.line(mouth.lower + 0.62 * thick)[8:17][::-1]]
    )
    canvas.tint(shine, colours.shaded(lip, 1.35), 0.55)


def _inside(canvas: Canvas, mouth: Mouth, opening: np.ndarray) -> None:
    p = mouth.face.p
    canvas.fill(opening, _DARK)
    middle = mouth.face.place((0.0, float(mouth.lower[12]) + 0.004))
    if mouth.gap > 0.045 and p["tongue"] <= 0.3:
        canvas.fill(ellipse(*middle, mouth.half * 0.58, mouth.gap * 0.36), _TONGUE)
    high = p["teeth_upper"] * min(0.046, max(0.55 * mouth.gap, 0.016))
    low = p["teeth_lower"] * min(0.036, 0.48 * mouth.gap)
    if low > 0.004:
        canvas.fill(mouth.between(mouth.lower - low, mouth.lower + 0.02), colours.shaded(_TEETH, 0.92))
    if high > 0.004:
        canvas.fill(mouth.between(mouth.upper - 0.02, mouth.upper + high), _TEETH)
    if high > 0.004 and low > 0.004:
        _tooth_gaps(canvas, mouth)
    canvas.tint(ribbon(mouth.line(mouth.upper), 0.016), _DARK, 0.28)


def _tooth_gaps(canvas: Canvas, mouth: Mouth) -> None:
    x = np.interp((-0.60, -0.30, 0.0, 0.30, 0.60), _X, mouth.x)[:, None]
    y = np.array([float(mouth.upper[12]) - 0.05, float(mouth.lower[12]) + 0.05])
    gaps = mouth.face.place(np.stack(np.broadcast_arrays(x, y), -1))
    canvas.tint(ribbon(gaps, 0.0045), (150, 120, 112), 0.55)


def _tongue_out(canvas: Canvas, mouth: Mouth) -> None:
    p = mouth.face.p
    half, reach = mouth.half * 0.44, 0.075 * p["tongue"]
    y = float(mouth.lower[12]) - 0.012
    shape = [
        (-half, y),
        (-half * 0.96, y + reach * 0.6),
        (0, y + reach),
        (half * 0.96, y + reach * 0.6),
        (half, y),
    ]
    outline = mouth.face.place(through(shape, 6))
    canvas.fill(outline, _TONGUE)
    groove = mouth.face.place(np.array([(0.0, y), (0.0, y + reach * 0.4), (0.0, y + reach * 0.72)]))
    canvas.tint(ribbon(groove, 0.010 * taper(3, 0.6)), (150, 52, 62), 0.7)


def _corners(canvas: Canvas, mouth: Mouth, skin: Skin) -> None:
    p = mouth.face.p
    dark = skin.dark * 0.66
    for index, side in ((0, -1), (-1, 1)):
        x, y = mouth.x[index], mouth.upper[index]
        lifted = max(0.0, p["mouth_corner"], p["mouth_skew"] if side == p["side"] else 0)
        dimple = through(
            [(x + side * 0.004, y - 0.016), (x + side * 0.013, y), (x + side * 0.004, y + 0.014)], 5
        )
        canvas.tint(
            ribbon(mouth.face.place(dimple), 0.009 * taper(len(dimple))), dark, 0.30 + 0.30 * min(1, lifted)
        )
