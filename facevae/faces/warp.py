"""A square drawn from a picture by an affine map, without skipping or repeating what it shows."""

import cv2
import numpy as np


def drawn(
    picture: np.ndarray, to_square: np.ndarray, size: int, border: int = cv2.BORDER_REFLECT_101
) -> np.ndarray:
    """What the (2, 3) map from the picture's pixels brings into a square of `size` px.

    Args:
        border: what OpenCV shows beyond the picture's edge; a mirror image, if nothing else is said.

    Returns:
        (size, size, 3) uint8.
    """
    part, to_square = _part(picture, to_square, size)
    factor = max(1, int(np.ceil(1 / _scale(to_square) - 1e-6)))
    # Drawn larger by a whole factor, then each block averaged, so that no pixel of the source is skipped.
    to_large = to_square * factor
    to_large[:, 2] += to_large[:, :2].sum(1) / 2 - 0.5  # OpenCV counts from the middle of the first pixel
    large = cv2.warpAffine(part, to_large, (size * factor,) * 2, borderMode=border)
    return large if factor == 1 else cv2.resize(large, (size, size), interpolation=cv2.INTER_AREA)


def _part(picture: np.ndarray, to_square: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The part of the picture that the square shows, shrunk where it is far too large, and its transform."""
    turn, shift = to_square[:, :2], to_square[:, 2]
    corners = np.array([[0, 0], [size, 0], [0, size], [size, size]]) - shift
    seen = np.linalg.solve(turn, corners.T).T
    limit = picture.shape[1::-1]
    low = np.clip(np.floor(seen.min(0)) - 2, 0, np.subtract(limit, 1)).astype(int)
    high = np.clip(np.ceil(seen.max(0)) + 2, low + 1, limit).astype(int)
    part = picture[low[1] : high[1], low[0] : high[0]]
    shift = shift + turn @ low
    by = max(1, int(0.5 / _scale(to_square)))
    if by > 1:
        before = np.array(part.shape[1::-1])
        after = np.maximum(1, before // by)
        part = cv2.resize(part, after.tolist(), interpolation=cv2.INTER_AREA)
        turn = turn * (before / after)
    return np.ascontiguousarray(part), np.column_stack([turn, shift])


def _scale(matrix: np.ndarray) -> float:
    """How many times larger the transform draws."""
    return float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
