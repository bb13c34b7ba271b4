"""Things before a face, or in its place."""

from collections.abc import Callable

import cv2
import numpy as np

from facevae.training.detector.light import blended

Scene = Callable[[int, int], np.ndarray]
# Parts of a box as x0, y0, x1, y1: a hand or a plant from a side, sunglasses, a mask, a cap.
PARTS = (
    (-0.1, 0, 0.38, 1),
    (0.62, 0, 1.1, 1),
    (0, 0.25, 1, 0.46),
    (-0.05, 0.56, 1.05, 1.1),
    (-0.1, -0.2, 1.1, 0.22),
    (0, 0.8, 1, 1.2),
)


def covered(picture: np.ndarray, row: np.ndarray, scene: Scene, rng: np.random.Generator) -> np.ndarray:
    """A part of the face hidden; enough is left to know it as one."""
    part = np.array(PARTS[rng.integers(len(PARTS))]) + rng.normal(0, 0.04, 4)
    low, size = row[:2], row[2:4] - row[:2]
    corners = np.concatenate([low + part[:2] * size, low + part[2:] * size])
    return _pasted(picture, corners, scene, rng, 1.0)


def erased(picture: np.ndarray, row: np.ndarray, scene: Scene, rng: np.random.Generator) -> np.ndarray:
    """Hair and shoulders as they were, no face between them."""
    middle, half = (row[:2] + row[2:4]) / 2, (row[2:4] - row[:2]) / 2 * rng.uniform(1.05, 1.4)
    return _pasted(picture, np.concatenate([middle - half, middle + half]), scene, rng, 1.1)


def _pasted(
    picture: np.ndarray, box: np.ndarray, scene: Scene, rng: np.random.Generator, reach: float
) -> np.ndarray:
    """The scene, or one colour, in the box or (with `reach` above 1 always) in the ellipse around it."""
    height, width = picture.shape[:2]
    colour = rng.integers(0, 256, 3)
    above = scene(width, height) if rng.random() < 0.6 else np.full_like(picture, colour)
    mask = np.zeros((height, width), np.float32)
    low, high = box[:2].astype(int).tolist(), box[2:].astype(int).tolist()
    if reach > 1 or rng.random() < 0.4:
        middle = ((box[:2] + box[2:]) / 2).astype(int).tolist()
        half = np.maximum((box[2:] - box[:2]) / 2 * reach, 1).astype(int).tolist()
        cv2.ellipse(mask, middle, half, 0, 0, 360, 1, -1)
    else:
        cv2.rectangle(mask, low, high, 1, -1)
    return blended(picture, above, cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.3, 2)))
