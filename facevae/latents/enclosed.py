"""Which points lie within a line that was drawn around some of them."""

from collections.abc import Sequence

import numpy as np


def enclosed(points: np.ndarray, corners: Sequence[Sequence[float]]) -> np.ndarray:
    """Whether each point lies within a closed polygon, (N,), by the even-odd rule.

    Each edge looks only at the points that are as high as it is, so that a long line around a million points
    costs little more than a box.

    Args:
        points: (N, 2).
        corners: of the polygon, (M, 2), in order.
    """
    order = np.argsort(points[:, 1])
    x, y = points[order].T.astype(np.float64)
    within = np.zeros(len(points), bool)
    corners = np.asarray(corners, np.float64).reshape(-1, 2)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y0 != y1:
            beside = slice(*np.searchsorted(y, sorted((y0, y1))))  # from the lower end up to below the upper
            within[beside] ^= x[beside] < x0 + (y[beside] - y0) * (x1 - x0) / (y1 - y0)
    found = np.empty(len(points), bool)
    found[order] = within
    return found
