"""Fewer points of a map where too many would be drawn: thinned where they lie dense, kept where alone."""

import numpy as np

CELLS = {2: 256, 3: 48}  # along each axis


def thinned(points: np.ndarray, most: int, seed: int = 0) -> np.ndarray:
    """Rows to draw, ascending: all, or of too many at most so many.

    The map is cut into cells; each gives its faces in turn, one of n faces after every 1 / sqrt(n) of a turn.
    So a lone face stays, and where there are more faces there are still more points.

    Args:
        points: (N, 2 or 3).
        seed: of the choice within a cell.
    """
    if len(points) <= most:
        return np.arange(len(points))
    _, cell, counts = np.unique(_cells(points), return_inverse=True, return_counts=True)
    chance = np.random.default_rng(seed).random(len(points))
    order = np.lexsort((chance, cell))
    turn = np.empty(len(points))
    turn[order] = np.arange(len(points)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.sort(np.lexsort((chance, turn / np.sqrt(counts[cell])))[:most])


def _cells(points: np.ndarray) -> np.ndarray:
    """The number of each point's cell, (N,)."""
    across = CELLS[points.shape[1]]
    low, span = points.min(axis=0), np.ptp(points, axis=0)
    step = np.minimum((points - low) / np.where(span > 0, span, 1) * across, across - 1).astype(np.int64)
    return step @ across ** np.arange(points.shape[1])
