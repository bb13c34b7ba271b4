"""One curve of many points, made light: each stretch of steps keeps its lowest, its highest and its mean.

Stretches are as long as a power of two, counted from step 0, so that a curve that grows is thinned to the
very same points as one that is read whole.
"""

from dataclasses import dataclass

import numpy as np

LIMIT = 1024  # stretches a line
STEP, LOW_AT, LOW, HIGH_AT, HIGH, SUM, COUNT = range(7)  # columns of a table of stretches


@dataclass(frozen=True)
class Line:
    """One figure of a run over its steps.

    Args:
        table: a row a stretch, (n, 7) float64: the first step it may have, the lowest point's step and value,
            the highest one's, the sum of all values and how many there are.
        level: stretches are `2 ** level` steps long.
        last: step and value of the newest point.
        lowest: step and value of the lowest point of all.
        highest: those of the highest.
    """

    table: np.ndarray
    level: int
    last: tuple[int, float]
    lowest: tuple[int, float]
    highest: tuple[int, float]

    @property
    def points(self) -> tuple[np.ndarray, np.ndarray]:
        """Steps and values of every stretch's lowest and highest point, in the order of the steps."""
        steps = self.table[:, [LOW_AT, HIGH_AT]].ravel()
        values = self.table[:, [LOW, HIGH]].ravel()
        steps, values = np.append(steps, self.last[0]), np.append(values, self.last[1])
        steps, first = np.unique(steps, return_index=True)
        return steps, values[first]

    @property
    def means(self) -> tuple[np.ndarray, np.ndarray]:
        """For every stretch a step amid its points and the mean of its values."""
        middle = (self.table[:, LOW_AT] + self.table[:, HIGH_AT]) / 2
        return middle, self.table[:, SUM] / self.table[:, COUNT]

    def thinned(self, limit: int) -> "Line":
        """The same line in at most so many stretches."""
        return _line(self.table, self.level, self.last, limit)


def grown(line: Line | None, steps: np.ndarray, values: np.ndarray) -> Line | None:
    """The line with points added at its end; those that are not finite are left out.

    Args:
        steps: rising, none before the line's last.
    """
    finite = np.isfinite(values) & np.isfinite(steps)
    steps, values = steps[finite].astype(float), values[finite].astype(float)
    if not len(steps):
        return line
    fresh = np.stack([steps, steps, values, steps, values, values, np.ones_like(values)], 1)
    table = np.concatenate([line.table, fresh]) if line else fresh
    return _line(table, line.level if line else 0, (int(steps[-1]), float(values[-1])), LIMIT)


def _line(table: np.ndarray, level: int, last: tuple[int, float], limit: int) -> Line:
    table, level = _coarser(table, level, limit)
    low, high = table[table[:, LOW].argmin()], table[table[:, HIGH].argmax()]
    lowest, highest = (int(low[LOW_AT]), float(low[LOW])), (int(high[HIGH_AT]), float(high[HIGH]))
    return Line(table, level, last, lowest, highest)


def _coarser(table: np.ndarray, level: int, limit: int) -> tuple[np.ndarray, int]:
    """The stretches of this level, or of the first coarser one that has at most `limit` of them."""
    place = table[:, STEP].astype(np.int64)
    while 1 + np.count_nonzero(np.diff(place >> level)) > limit:
        level += 1
    place = (place >> level) << level
    starts = np.flatnonzero(np.diff(place, prepend=-1))
    lengths = np.diff(starts, append=len(place))
    lowest = _first(table[:, LOW] == np.repeat(np.minimum.reduceat(table[:, LOW], starts), lengths), starts)
    highest = _first(
        table[:, HIGH] == np.repeat(np.maximum.reduceat(table[:, HIGH], starts), lengths), starts
    )
    joined = np.column_stack(
        [
            place[starts],
            table[lowest][:, [LOW_AT, LOW]],
            table[highest][:, [HIGH_AT, HIGH]],
            np.add.reduceat(table[:, SUM], starts),
            np.add.reduceat(table[:, COUNT], starts),
        ]
    )
    return joined, level


def _first(true: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """The first place at or after each start where it holds; it holds in every stretch."""
    places = np.flatnonzero(true)
    return places[np.searchsorted(places, starts)]
