"""Distortions under which the detector is measured: a picture and its rows in, both out."""

from collections.abc import Callable

import cv2
import numpy as np

from facevae.training.detector import light
from facevae.training.detector.covering import covered
from facevae.training.detector.marks import moved

Picture, Rows = np.ndarray, np.ndarray
Distortion = Callable[[Picture, Rows, np.random.Generator], tuple[Picture, Rows]]


def turned(degrees: float) -> Distortion:
    """Turned about its middle, to the left or the right."""

    def turn(picture: Picture, rows: Rows, rng: np.random.Generator) -> tuple[Picture, Rows]:
        angle = np.radians(degrees * rng.choice([-1, 1]))
        linear = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        middle = np.array(picture.shape[1::-1]) / 2
        return _warped(picture, rows, linear, middle - linear @ middle, picture.shape[1::-1])

    return turn


def sized(height: float, side: int = 320) -> Distortion:
    """The main face `height` px tall, somewhere in a patterned picture of `side` px."""

    def size(picture: Picture, rows: Rows, rng: np.random.Generator) -> tuple[Picture, Rows]:
        scale = height / (rows[0, 3] - rows[0, 1])
        small = np.round(np.array(picture.shape[1::-1]) * scale).astype(int).clip(1, side)
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        shown = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how)[: small[1], : small[0]]
        canvas = cv2.resize(rng.integers(0, 256, (9, 9, 3), np.uint8), (side, side))
        x, y = rng.integers(0, side - small + 1)
        canvas[y : y + shown.shape[0], x : x + shown.shape[1]] = shown
        return canvas, moved(rows, np.array([[scale, 0, x], [0, scale, y]]))

    return size


def filling(picture: Picture, rows: Rows, rng: np.random.Generator) -> tuple[Picture, Rows]:
    """Nothing but the main face, cut at its box."""
    low = np.maximum(rows[0, :2], 0).astype(int)
    high = np.maximum(np.ceil(rows[0, 2:4]).astype(int), low + 8)
    return picture[low[1] : high[1], low[0] : high[0]], moved(
        rows[:1], np.array([[1, 0, -low[0]], [0, 1, -low[1]]])
    )


def enlarged(side: int) -> Distortion:
    def enlarge(picture: Picture, rows: Rows, rng: np.random.Generator) -> tuple[Picture, Rows]:
        scale = side / max(picture.shape[:2])
        large = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        return large, moved(rows, np.array([[scale, 0, 0], [0, scale, 0]]))

    return enlarge


def recoloured(change: Callable[[Picture, np.random.Generator], Picture]) -> Distortion:
    """A change that leaves every face where it is."""
    return lambda picture, rows, rng: (change(picture, rng), rows)


def darker(picture: Picture, rows: Rows, rng: np.random.Generator) -> tuple[Picture, Rows]:
    """The skin of every face darkened."""
    for row in rows:
        picture = light.toned(picture, row[:4], rng)
    return picture, rows


def hidden(picture: Picture, rows: Rows, rng: np.random.Generator) -> tuple[Picture, Rows]:
    """A part of the main face covered, by one colour or noise."""

    def noise(width: int, height: int) -> Picture:
        return cv2.resize(rng.integers(0, 256, (6, 6, 3), np.uint8), (width, height))

    return covered(picture, rows[0], noise, rng), rows


def _blurred(picture: Picture, rng: np.random.Generator) -> Picture:
    return cv2.GaussianBlur(picture, (0, 0), max(picture.shape) / 80)


def _gamma(power: float) -> Callable[[Picture, np.random.Generator], Picture]:
    return lambda picture, rng: cv2.LUT(picture, (255 * light.LEVELS**power).astype(np.uint8))


def _side_light(picture: Picture, rng: np.random.Generator) -> Picture:
    ramp = np.linspace(0.15, 1.2, picture.shape[1])[:: rng.choice([-1, 1]), None]
    return np.clip(picture * ramp, 0, 255).astype(np.uint8)


def _tinted(picture: Picture, rng: np.random.Generator) -> Picture:
    return np.clip(picture * rng.uniform(0.5, 1.3, 3), 0, 255).astype(np.uint8)


def _grey(picture: Picture, rng: np.random.Generator) -> Picture:
    return np.repeat(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., None], 3, 2)


def _noisy(picture: Picture, rng: np.random.Generator) -> Picture:
    return np.clip(picture + rng.normal(0, 15, picture.shape), 0, 255).astype(np.uint8)


def _jpeg(picture: Picture, rng: np.random.Generator) -> Picture:
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 20])[1], cv2.IMREAD_COLOR)


def _warped(
    picture: Picture, rows: Rows, linear: np.ndarray, shift: np.ndarray, size: tuple[int, int]
) -> tuple[Picture, Rows]:
    matrix = np.column_stack([linear, shift + linear.sum(1) / 2 - 0.5])
    shown = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return shown, moved(rows, np.column_stack([linear, shift]))


DISTORTIONS: dict[str, Distortion] = {
    "as it is": lambda picture, rows, rng: (picture, rows),
    "turned by 20°": turned(20),
    "turned by 40°": turned(40),
    "face of 24 px": sized(24),
    "face of 48 px": sized(48),
    "face of 120 px": sized(120),
    "face fills the picture": filling,
    "enlarged to 900 px": enlarged(900),
    "blurred": recoloured(_blurred),
    "dark": recoloured(_gamma(2.5)),
    "bright": recoloured(_gamma(0.4)),
    "light from a side": recoloured(_side_light),
    "skin darkened": darker,
    "tinted": recoloured(_tinted),
    "grey": recoloured(_grey),
    "noise": recoloured(_noisy),
    "JPEG of quality 20": recoloured(_jpeg),
    "partly covered": hidden,
}
