"""Surroundings without a face: drawn patterns and text, and scikit-learn's two photographs."""

import string

import cv2
import numpy as np
from sklearn.datasets import load_sample_image

PHOTOGRAPHS = ("china.jpg", "flower.jpg")
SIDE = 256
FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX)


def photographs() -> list[np.ndarray]:
    return [load_sample_image(name) for name in PHOTOGRAPHS]


def draw(count: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Pictures of `SIDE` px."""
    kinds = (_clouds, _stripes, _shapes, _discs, _text, _lines)
    pictures = []
    for _ in range(count):
        picture = _clouds(rng) if rng.random() < 0.6 else np.full((SIDE, SIDE, 3), _colour(rng), np.uint8)
        for _ in range(rng.integers(1, 3)):
            kinds[rng.integers(len(kinds))](rng, picture)
        pictures.append(picture)
    return pictures


def _colour(rng: np.random.Generator) -> tuple[int, ...]:
    """Any colour, or one in the range of skin."""
    if rng.random() < 0.35:
        light = rng.uniform(0.2, 1)
        return tuple(
            (np.array([235, rng.uniform(150, 205), rng.uniform(110, 180)]) * light).astype(int).tolist()
        )
    return tuple(rng.integers(0, 256, 3).tolist())


def _clouds(rng: np.random.Generator, picture: np.ndarray | None = None) -> np.ndarray:
    """Noise of several grains between two colours; added to the picture where there is one."""
    field = sum(
        cv2.resize(rng.random((cells, cells), np.float32), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
        / weight
        for cells, weight in (
            (3, 1),
            (8, rng.uniform(1, 4)),
            (32, rng.uniform(2, 12)),
            (128, rng.uniform(4, 30)),
        )
    )
    field = (field - field.min()) / np.ptp(field)
    low, high = np.array(_colour(rng)), np.array(_colour(rng))
    clouds = low + field[..., None] * (high - low)
    if picture is None:
        return clouds.astype(np.uint8)
    picture[:] = (picture * 0.5 + clouds * 0.5).astype(np.uint8)
    return picture


def _stripes(rng: np.random.Generator, picture: np.ndarray) -> None:
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    waves = []
    for _ in range(rng.integers(1, 3)):
        angle, length = rng.uniform(0, np.pi), np.exp(rng.uniform(np.log(5), np.log(60)))
        waves.append(np.sin((x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / length))
    wave = np.prod(waves, 0) if rng.random() < 0.5 else np.sign(np.prod(waves, 0))
    picture[:] = np.clip(picture + wave[..., None] * rng.uniform(10, 90, 3), 0, 255).astype(np.uint8)


def _shapes(rng: np.random.Generator, picture: np.ndarray) -> None:
    for _ in range(rng.integers(3, 16)):
        corners = rng.integers(0, SIDE, 2) + rng.integers(-50, 51, (rng.integers(3, 7), 2))
        cv2.fillPoly(picture, [corners.astype(np.int32)], _colour(rng), cv2.LINE_AA)


def _discs(rng: np.random.Generator, picture: np.ndarray) -> None:
    """Ellipses with dark spots in them, sometimes two side by side: near a face, but none."""
    for _ in range(rng.integers(1, 7)):
        middle, axes = rng.integers(0, SIDE, 2), rng.integers(6, 60, 2)
        cv2.ellipse(picture, middle.tolist(), axes.tolist(), rng.uniform(0, 180), 0, 360, _colour(rng), -1)
        for _ in range(rng.integers(0, 3)):
            spot = (middle + rng.uniform(-0.6, 0.6, 2) * axes).astype(int).tolist()
            cv2.circle(picture, spot, int(axes.min() * rng.uniform(0.1, 0.35)) + 1, _colour(rng), -1)


def _text(rng: np.random.Generator, picture: np.ndarray) -> None:
    size, line = rng.uniform(0.3, 2), 0
    while line < SIDE:
        words = "".join(rng.choice(list(string.ascii_letters + string.digits + "    "), 40))
        line += int(32 * size * rng.uniform(0.8, 1.2))
        font = FONTS[rng.integers(len(FONTS))]
        cv2.putText(
            picture, words, (rng.integers(-40, 20), line), font, size, _colour(rng), rng.integers(1, 4)
        )


def _lines(rng: np.random.Generator, picture: np.ndarray) -> None:
    for _ in range(rng.integers(3, 30)):
        ends = rng.integers(-20, SIDE + 20, 4).tolist()
        cv2.line(picture, ends[:2], ends[2:], _colour(rng), int(rng.integers(1, 9)), cv2.LINE_AA)
