"""How the ways to draw a map tell how far they are: in steps, and by the points as they are so far."""

from collections.abc import Callable

import numpy as np

from facevae.progress import Progress

STEPS = 1000  # what progress counts to
Watch = Callable[[np.ndarray], None]  # is given the points so far, (N, 2 or 3); must not change them


def unwatched(points: np.ndarray) -> None:
    """Nobody looks on."""


def stage(progress: Progress, begin: float, end: float, doing: str) -> Progress:
    """Progress of a part, told as progress of the whole."""

    def report(done: int, total: int, _: str = "") -> None:
        progress(round(STEPS * (begin + (end - begin) * done / max(total, 1))), STEPS, doing)

    return report


def start(points: np.ndarray, seed: int) -> np.ndarray:
    """PCA's points, the first axis of spread 1; an axis without any is stirred, or nothing ever leaves it."""
    flat = np.ptp(points, axis=0) <= 1e-9 * np.ptp(points[:, 0])
    return points / points[:, 0].std() + flat * np.random.default_rng(seed).normal(
        scale=1e-2, size=points.shape
    )
