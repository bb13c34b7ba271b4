"""Many faces as one picture."""

import math

import numpy as np


def contact_sheet(
    pictures: np.ndarray,
    columns: int,
    gap: int = 4,
    scale: int = 1,
    background: tuple[int, int, int] = (255,) * 3,
) -> np.ndarray:
    """The pictures in rows, left to right.

    Args:
        pictures: (N, S, S, 3) uint8.
        gap: pixels between two pictures.
        scale: whole-number enlargement, each pixel a square.

    Returns:
        (H, W, 3) uint8.
    """
    pictures = np.asarray(pictures).repeat(scale, axis=1).repeat(scale, axis=2)
    count, side = len(pictures), pictures.shape[1]
    rows = max(1, math.ceil(count / columns))
    sheet = np.empty((rows * (side + gap) - gap, columns * (side + gap) - gap, 3), np.uint8)
    sheet[:] = background
    for place, picture in enumerate(pictures):
        top, left = (place // columns) * (side + gap), (place % columns) * (side + gap)
        sheet[top : top + side, left : left + side] = picture
    return sheet
