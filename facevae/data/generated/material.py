"""Shaded surfaces (background, skin, hair) on a coarse grid; they are smooth, so coarse is enough."""

import cv2
import numpy as np

from facevae.data.generated import colours
from facevae.data.generated.face import EYE_LINE, HEAD_CENTRE, Face

GRID = 48
_AT = (np.arange(GRID, dtype=np.float32) + 0.5) / GRID


def light(p: dict) -> np.ndarray:
    """The unit vector towards the light: x right, y down, z to the viewer."""
    toward = np.array([p["light_x"], p["light_y"], 1.0])
    return toward / np.linalg.norm(toward)


def lambert(face: Face, width: float, height: float) -> np.ndarray:
    """How much an egg around the head faces the light, about 0..1, (GRID, GRID)."""
    middle = face.place((0.0, HEAD_CENTRE), 0.08)
    u = ((_AT - middle[0]) / width)[None, :]
    v = ((_AT - middle[1]) / height)[:, None]
    toward = light(face.p)
    bulge = np.sqrt(np.clip(1 - u**2 - v**2, 0.0, 1))
    return np.clip(u * toward[0] + v * toward[1] + bulge * toward[2], 0, 1)


def spot(at, rx: float, ry: float) -> np.ndarray:
    """A soft round spot of height 1, (GRID, GRID)."""
    across = np.exp(-0.5 * ((_AT - at[0]) / rx) ** 2)
    down = np.exp(-0.5 * ((_AT - at[1]) / ry) ** 2)
    return down[:, None] * across[None, :]


def soft_mask(outline: np.ndarray, blur: float) -> np.ndarray:
    """1 inside the outline with edges blurred by `blur` (a fraction of the picture), (GRID, GRID)."""
    mask = np.zeros((GRID, GRID), np.float32)
    cv2.fillPoly(mask, [np.rint((outline * GRID - 0.5) * 16).astype(np.int32)], 1.0, shift=4)
    return cv2.GaussianBlur(mask, (0, 0), blur * GRID)


def _near(at: float, reach: float) -> slice:
    """The grid's cells that a spot touches."""
    return slice(max(0, int((at - 3 * reach) * GRID)), max(0, int((at + 3 * reach) * GRID) + 1))


class Skin:
    """The skin's colour over the whole picture, into which soft light and dark is worked."""

    def __init__(self, face: Face):
        p = face.p
        self.face = face
        self.base = colours.skin(p["skin_tone"], p["skin_undertone"])
        self.shadow = colours.shadow(p["skin_tone"])
        self.dark = self.base * self.shadow
        facing = lambert(face, face.width * 1.28, 0.62)
        dark = np.clip(1.02 - facing, 0, 1) ** 1.35 * (0.55 + 0.75 * p["light_strength"])
        self.field = np.ones((GRID, GRID, 3), np.float32)
        self.darken(np.clip(dark, 0, 1))

    def darken(self, amount: np.ndarray) -> None:
        self.multiply(amount, self.shadow)

    def multiply(self, amount: np.ndarray, tint) -> None:
        self.field *= 1 + np.asarray(amount, np.float32)[..., None] * (np.asarray(tint, np.float32) - 1)

    def spot(self, at, rx: float, ry: float, tint, amount: float = 1.0) -> None:
        """Tint a soft spot around face coordinates `at`."""
        x, y = self.face.place(at).tolist()
        across, down = _near(x, rx), _near(y, ry)
        fall = (
            amount
            * np.exp(-0.5 * ((_AT[down] - y) / ry) ** 2)[:, None]
            * np.exp(-0.5 * ((_AT[across] - x) / rx) ** 2)
        )
        self.field[down, across] *= 1 + fall[..., None] * (np.asarray(tint, np.float32) - 1)

    def material(self) -> np.ndarray:
        """The skin as uint8 (GRID, GRID, 3)."""
        return np.minimum(self.field * self.base.astype(np.float32), 255).astype(np.uint8)


def background(p: dict) -> np.ndarray:
    """The backdrop as uint8 (GRID, GRID, 3): plain, a gradient, or a glow behind the head."""
    colour = colours.shaded(colours.BACKGROUND[p["background_colour"]], p["background_shade"])
    kind = p["background_kind"]
    if kind == "plain":
        amount = np.full((GRID, GRID), 0.5)
    elif kind == "gradient":
        slope = p["background_slope"]
        amount = np.clip(0.5 + (_AT[:, None] - 0.5) * 0.9 + (_AT[None, :] - 0.5) * slope, 0, 1)
    else:
        amount = 1 - spot((0.5, EYE_LINE), 0.42, 0.42)
    sheet = (
        colours.shaded(colour, 1.14) * (1 - amount[..., None])
        + colours.shaded(colour, 0.82) * amount[..., None]
    )
    return np.clip(sheet, 0, 255).astype(np.uint8)


def hair(face: Face, colour) -> np.ndarray:
    """Hair lit like the head, with a gloss, as uint8 (GRID, GRID, 3)."""
    facing = lambert(face, 0.46, 0.64)[..., None]
    lit = colours.shaded(colour, 1.16) * (1.0, 0.98, 0.94)
    dark = np.asarray(colour, float) * (0.60, 0.58, 0.62)
    return np.clip(dark + (lit - dark) * facing**1.2, 0, 255).astype(np.uint8)
