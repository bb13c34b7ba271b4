"""Many answers about the same faces made one a face."""

import numpy as np

SAME = 0.4  # intersection over union: the same face
VOTING = 0.6  # of the surest answer: their landmarks and boxes count too
MIRRORED = [1, 0, 2, 4, 3]  # eyes and corners of the mouth change sides in a mirror
INSIDE = 0.75  # of the smaller box covered: a part of a face taken for another one


def merged(rows: np.ndarray) -> np.ndarray:
    """Rows (n, 15) of box, landmarks, score: the surest of each face, its place the mean of those that agree.

    Returns:
        (m, 15), surest first.
    """
    rows = rows[np.argsort(-rows[:, 14], kind="stable")]
    kept = []
    while len(rows):
        overlap, covered = overlaps(rows[0], rows)
        votes = rows[overlap > VOTING]
        weights = votes[:, 14:] ** 2
        place = (votes[:, :14] * weights).sum(0) / weights.sum()
        kept.append(np.append(place, rows[0, 14]))
        rest = (overlap <= SAME) & (covered <= INSIDE)
        rest[0] = False
        rows = rows[rest]
    return np.array(kept).reshape(-1, 15)


def unmirrored(rows: np.ndarray, width: int) -> np.ndarray:
    """Rows (n, 15) found in a mirrored picture of that width, as they are in the picture itself."""
    rows = rows.copy()
    rows[:, 0:14:2] = width - rows[:, 0:14:2]
    rows[:, [0, 2]] = rows[:, [2, 0]]
    rows[:, 4:14] = rows[:, 4:14].reshape(-1, 5, 2)[:, MIRRORED].reshape(-1, 10)
    return rows


def overlaps(one: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Intersection over union of one box with others (n, 4 or more), and over the smaller one's area."""
    low, high = np.maximum(one[:2], others[:, :2]), np.minimum(one[2:4], others[:, 2:4])
    both = np.clip(high - low, 0, None).prod(1)
    area, areas = (one[2:4] - one[:2]).prod(), (others[:, 2:4] - others[:, :2]).prod(1)
    return both / np.maximum(area + areas - both, 1e-6), both / np.maximum(np.minimum(area, areas), 1e-6)
