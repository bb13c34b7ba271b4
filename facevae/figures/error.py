"""Where a reconstruction differs from its picture, as an eye would see it."""

import numpy as np

LARGEST = 40.0  # ΔE shown by the brightest colour
JUST_SEEN = 2.3  # ΔE that an eye just notices (Mahy et al. 1994)
WHITE = np.array([0.95047, 1.0, 1.08883])  # D65
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
MAGMA = (
    "000004", "0b0924", "20114b", "3b0f70", "57157e", "721f81", "8c2981", "a8327d", "c43c75",
    "de4968", "f1605d", "fa7f5e", "fe9f6d", "febf84", "fddea0", "fcfdbf",
)  # fmt: skip


def lab(pictures: np.ndarray) -> np.ndarray:
    """CIELAB of sRGB pictures (..., 3) uint8, float32: L 0..100, a and b about -100..100.

    Source: CIE 15:2004 and IEC 61966-2-1.
    """
    linear = _LINEAR[pictures]
    xyz = linear @ (TO_XYZ / WHITE[:, None]).T.astype(np.float32)
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def delta_e(x: np.ndarray, x_hat: np.ndarray) -> np.ndarray:
    """The perceived difference of each pixel, ΔE (CIE 1976): 0 alike, 2.3 just seen, 100 black to white."""
    return np.linalg.norm(lab(x) - lab(x_hat), axis=-1)


def error_picture(x: np.ndarray, x_hat: np.ndarray) -> np.ndarray:
    """The error as a picture, the same scale for all faces: black alike, pale yellow ΔE 40 and more.

    Args:
        x: (H, W, 3) or (N, H, W, 3) uint8.
        x_hat: as x.

    Returns:
        uint8 RGB of x's shape.
    """
    level = np.clip(delta_e(x, x_hat) / LARGEST, 0, 1)
    return _TABLE[np.round(level * (len(_TABLE) - 1)).astype(int)]


def _linear_table() -> np.ndarray:
    s = np.arange(256) / 255
    return np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4).astype(np.float32)


def colour_table(steps: int = 256) -> np.ndarray:
    """Magma in so many steps, (steps, 3) uint8."""
    anchors = np.array([[int(colour[i : i + 2], 16) for i in (0, 2, 4)] for colour in MAGMA])
    at = np.linspace(0, len(anchors) - 1, steps)
    channels = [np.interp(at, np.arange(len(anchors)), anchors[:, c]) for c in range(3)]
    return np.round(np.stack(channels, axis=1)).astype(np.uint8)


_LINEAR = _linear_table()
_TABLE = colour_table()
