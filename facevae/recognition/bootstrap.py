"""How sure a figure is: the same figure again with people drawn anew."""

from collections.abc import Callable

import numpy as np

DRAWS = 1000
LEVEL = 0.95


def interval(
    figure: Callable[[np.ndarray], float | dict[str, float]],
    people: np.ndarray,
    others: np.ndarray | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> dict[str, list[float]]:
    """Percentile intervals of figures over people drawn with replacement.

    A pair of two people counts as often as the one times the other was drawn, one of a single person as often
    as they were. This makes intervals rather too wide than too narrow, most where people are in one pair
    only.

    Args:
        figure: of weights (N,), how often each observation counts; one figure or several by name.
        people: (N,) whom each observation shows.
        others: (N,) the second person of a pair; equal to the first in a genuine one.

    Returns:
        low and high by name; the name of a single figure is `""`.

    Source: Owen 2007, “The pigeonhole bootstrap”.
    """
    rng = np.random.default_rng(seed)
    others = people if others is None else others
    known, codes = np.unique(np.concatenate([people, others]).astype(str), return_inverse=True)
    first, second = codes[: len(people)], codes[len(people) :]
    drawn = []
    for _ in range(draws):
        times = np.bincount(rng.integers(len(known), size=len(known)), minlength=len(known))
        weights = np.where(first == second, times[first], times[first] * times[second]).astype(float)
        value = figure(weights)
        drawn.append(value if isinstance(value, dict) else {"": value})
    tails = 50 * (1 - LEVEL), 50 * (1 + LEVEL)
    return {
        name: [float(edge) for edge in np.nanpercentile([value[name] for value in drawn], tails)]
        for name in drawn[0]
    }


def each_alone(people: np.ndarray) -> np.ndarray:
    """The people with a name of its own for every observation of nobody known."""
    return np.array(
        [f"\0{i}" if who is None or who != who else who for i, who in enumerate(people)], dtype=object
    )
