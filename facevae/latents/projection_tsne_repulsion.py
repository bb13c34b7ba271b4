"""How all points of a map push each other away: pair by pair, or by a mesh and two FFTs where that is faster.

Sources: Linderman et al. 2019 for t-SNE by FFT; Essmann et al. 1995 for charges spread by B-splines.
"""

from concurrent.futures import Executor
from itertools import pairwise

import numpy as np
from scipy import fft

from facevae.latents.projection_tsne_kernels import collect, pairs, spread

PARTS = 16  # of the points, computed side by side; as many on any machine, so that sums come out the same
NODES = {2: 3, 3: 2}  # a unit of the map, whose kernel 1 / (1 + d²) is a unit wide: 0.3 % and 2 % wrong
MOST = {2: 2048, 3: 160}  # nodes along an axis; a wider map has fewer a unit
MARGIN = 6  # nodes around the points
PAIRS_A_NODE = 6  # measured: pairs in the time of a node


class Repulsion:
    """The push on each of `count` points; the mesh grows as they part."""

    def __init__(self, count: int, dimensions: int, pool: Executor, threads: int):
        self.dimensions, self.pool, self.threads = dimensions, pool, threads
        self.parts = list(pairwise(np.linspace(0, count, PARTS + 1).astype(int)))
        self.pairs = count**2
        self.sides: tuple[int, ...] = (0,) * dimensions
        self.nodes = 0.0

    def __call__(self, points: np.ndarray, force: np.ndarray) -> float:
        """The sum of (y_i - y_j) / (1 + d²)² over the others, into force (N, 3).

        Returns:
            the sum of 1 / (1 + d²) over all pairs.
        """
        low = points.min(axis=0)
        self._fit(points.max(axis=0) - low)
        if self.pairs < PAIRS_A_NODE * np.prod(self.full):
            return self._summed(pairs, points, force)
        if self.grid is None:
            self.grid = np.zeros(self.sides + (1,) * (3 - self.dimensions), np.float32)
            self.kernel = self._kernel()
        places = (points - low) * np.float32(self.nodes) + np.float32(2)
        spread(places, self.grid)
        total = self._summed(collect, places, self._field(), force)
        force *= np.float32(self.nodes)
        return total - len(points)  # no point pushes itself

    def _summed(self, kernel, first: np.ndarray, *others: np.ndarray) -> float:
        *between, force = others
        parts = [self.pool.submit(kernel, first, *between, *part, force) for part in self.parts]
        return sum(part.result() for part in parts)

    def _fit(self, spans: np.ndarray) -> None:
        """Plan the mesh anew where the points have outgrown it."""
        spans = spans[: self.dimensions]
        nodes, most = float(NODES[self.dimensions]), MOST[self.dimensions]
        while spans.max() * nodes > most - MARGIN:
            nodes *= 0.8
        needed = np.ceil(spans * nodes) + MARGIN
        if nodes == self.nodes and (needed <= self.sides).all():
            return
        sides = np.minimum(np.maximum(1.15 * needed, 16), most)
        self.full = [fft.next_fast_len(2 * int(side), real=True) for side in sides]  # beyond all is empty
        self.sides, self.nodes = tuple(full // 2 for full in self.full), nodes
        self.grid = None

    def _kernel(self) -> np.ndarray:
        """The kernel in frequencies, less what spreading and collecting by splines blur."""
        steps = [np.minimum(np.arange(full), full - np.arange(full)) / self.nodes for full in self.full]
        squares = sum(np.ix_(*(step.astype(np.float32) ** 2 for step in steps)))
        waves = fft.rfftn(1 / (1 + squares)).real
        for axis, full in enumerate(self.full):
            frequency = fft.fftfreq(full) if axis < self.dimensions - 1 else fft.rfftfreq(full)
            shape = [-1 if other == axis else 1 for other in range(self.dimensions)]
            waves /= (np.sinc(frequency) ** 8).astype(np.float32).reshape(shape)
        return waves

    def _field(self) -> np.ndarray:
        """The charges' potential on the nodes; of the empty half only what is needed is transformed."""
        last, workers = self.dimensions - 1, self.threads
        waves = self.grid if self.dimensions == 3 else self.grid[..., 0]
        waves = fft.rfft(waves, self.full[last], axis=last, workers=workers)
        for axis in reversed(range(last)):
            waves = fft.fft(waves, self.full[axis], axis=axis, workers=workers, overwrite_x=True)
        waves *= self.kernel
        for axis in range(last):
            waves = fft.ifft(waves, axis=axis, workers=workers, overwrite_x=True)
            waves = waves[(slice(None),) * axis + (slice(self.sides[axis]),)]
        field = fft.irfft(waves, self.full[last], axis=last, workers=workers)
        return field if self.dimensions == 3 else field[..., None]
