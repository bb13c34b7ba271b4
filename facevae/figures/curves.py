"""Curves of many points, made lighter."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np


def thin(x: Sequence[float], y: Sequence[float], limit: int = 2000) -> tuple[np.ndarray, np.ndarray]:
    """At most `limit` of the points, in order: the first, the last, and each stretch's lowest and highest.

    Args:
        x: rising.
        y: as long; points that are not finite are left out.
        limit: 4 or more.
    """
    x, y = np.asarray(x), np.asarray(y, dtype=np.float64)
    finite = np.isfinite(y)
    x, y = x[finite], y[finite]
    if len(y) <= limit:
        return x, y
    edges = np.linspace(1, len(y) - 1, (limit - 2) // 2 + 1).astype(int)
    kept = [0, len(y) - 1]
    for start, end in pairwise(edges):
        if end > start:
            kept += [start + int(y[start:end].argmin()), start + int(y[start:end].argmax())]
    kept = np.unique(kept)
    return x[kept], y[kept]
