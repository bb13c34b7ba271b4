"""Where faces are after a picture was moved: rows of box, five landmarks and a weight."""

import numpy as np

from facevae.faces.merging import MIRRORED

LEAST_SEEN, UNSURE_SEEN = 0.65, 0.35  # share of a box inside the frame: a face, nobody's guess, no face
SMALLEST = 11  # px; below, nobody says whether it is a face


def moved(rows: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Rows (n, 15) after the (2, 3) map; a turned box is the one around the turned ellipse in it."""
    turn, shift = matrix[:, :2], matrix[:, 2]
    boxes, points = rows[:, :4].reshape(-1, 2, 2), rows[:, 4:14].reshape(-1, 5, 2)
    middle, half = boxes.mean(1) @ turn.T + shift, (boxes[:, 1] - boxes[:, 0]) / 2
    half = np.sqrt(half**2 @ (turn**2).T)
    points = points @ turn.T + shift
    if np.linalg.det(turn) < 0:
        points = points[:, MIRRORED]
    return np.concatenate([middle - half, middle + half, points.reshape(-1, 10), rows[:, 14:]], 1)


def framed(rows: np.ndarray, width: int, height: int) -> np.ndarray:
    """Rows of the faces that are seen in the frame; the weight is 0 for what is only half there."""
    low, high = rows[:, :2], rows[:, 2:4]
    seen = np.clip(np.minimum(high, (width, height)) - np.maximum(low, 0), 0, None).prod(1)
    share = seen / np.maximum((high - low).prod(1), 1e-6)
    rows = rows.copy()
    rows[(share < LEAST_SEEN) | ((high - low).max(1) < SMALLEST), 14] = 0
    return rows[share >= UNSURE_SEEN]


def shifted(rows: np.ndarray, x: float, y: float) -> np.ndarray:
    rows = rows.copy()
    rows[:, 0:14:2] += x
    rows[:, 1:14:2] += y
    return rows
