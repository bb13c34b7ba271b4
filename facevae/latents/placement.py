"""New faces on a map that exists, without moving the others."""

from typing import NamedTuple

import numpy as np

from facevae.errors import FaceVAEError
from facevae.latents.neighbours import nearest

NEAREST = 10  # known faces that a new one is placed among
CANDIDATES = 128  # known faces nearest to a new one, among which what the posterior holds possible is placed
SAMPLE = 400  # known faces that say how far from each other known faces are
ENOUGH = 5000  # known faces from which a linear map is read


class Placed(NamedTuple):
    """Where new faces lie.

    Args:
        points: (M, 2 or 3) float32.
        near: (M, k), indices of the nearest known faces, nearest first.
        ratio: (M,), the distance to the nearest known face over the median of what known faces have to
            theirs. Well above 1 says that the face is unlike all on the map, and its place says little.
        farther: (M,), the share of known faces that are farther from their nearest than this one from its.
    """

    points: np.ndarray
    near: np.ndarray
    ratio: np.ndarray
    farther: np.ndarray


class Placement:
    """A map as it stands, prepared for new faces.

    Args:
        z: (N, D) latents of the faces on the map, N at least 1.
        points: (N, 2 or 3).
        linear: whether the points are a linear map of the latents, as in PCA; then places are exact.
    """

    def __init__(self, z: np.ndarray, points: np.ndarray, linear: bool = False):
        self.z, self.points = np.asarray(z), np.asarray(points, dtype=np.float64)
        self.centre, self.origin = self.z.mean(axis=0, dtype=np.float64), self.points.mean(axis=0)
        self.axes = linear_map(self.z, self.points) if linear else None
        self.usual = _usual_distances(self.z)

    def place(self, z: np.ndarray, k: int = NEAREST) -> Placed:
        """Where latents (M, D) lie: exact where the map is linear, else among their nearest known faces.

        A duplicate of a known face lands on it. Otherwise the point is the geometric median of the k
        nearest known faces, weighted by inverse squared distance, so that one stray neighbour does not pull
        it between two clusters.
        """
        z = np.asarray(z, dtype=np.float64)
        if not np.isfinite(z).all():
            raise FaceVAEError(
                "The new face has latents that are not finite.", "Choose another picture or model."
            )
        near, distances = nearest(z, self.z, k)
        points = _median(self.points[near], _weights(distances)) if self.axes is None else self._exactly(z)
        farther = 1 - np.searchsorted(self.usual, distances[:, 0]) / max(1, len(self.usual))
        ratio = distances[:, 0] / self._median_distance()
        return Placed(points.astype(np.float32), near, ratio, farther)

    def spread(self, drawn: np.ndarray) -> np.ndarray:
        """Where several latents of each face lie, (M, S, D), as its posterior gives them; (M, S, 2 or 3)."""
        if self.axes is not None:
            return self._exactly(drawn).astype(np.float32)
        middles = drawn.mean(axis=1, keepdims=True)
        near, _ = nearest(middles[:, 0], self.z, CANDIDATES)  # (M, C)
        distances = _distances(drawn - middles, self.z[near] - middles)  # (M, S, C)
        few = np.argpartition(distances, min(NEAREST, near.shape[1]) - 1, axis=2)[..., :NEAREST]
        points = np.take_along_axis(self.points[near][:, None], few[..., None], axis=2)
        weights = _weights(np.take_along_axis(distances, few, axis=2).reshape(-1, few.shape[2]))
        placed = _median(points.reshape(*weights.shape, -1), weights)
        return placed.reshape(*drawn.shape[:2], -1).astype(np.float32)

    def _exactly(self, z: np.ndarray) -> np.ndarray:
        return (z - self.centre) @ self.axes + self.origin

    def _median_distance(self) -> float:
        """The median distance of a known face to its nearest other one; infinite for a single face."""
        if not len(self.usual):
            return np.inf
        usual = np.median(self.usual)
        return float(usual) if usual > 0 else float(np.linalg.norm(self.z.std(axis=0)))


def draws(mu: np.ndarray, logvar: np.ndarray, count: int, seed: int = 0) -> np.ndarray:
    """Latents (M, count, D) that the posteriors of M faces hold possible."""
    noise = np.random.default_rng(seed).standard_normal((len(mu), count, mu.shape[1]))
    return (mu[:, None] + np.exp(0.5 * logvar)[:, None] * noise).astype(np.float32)


def linear_map(z: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The smallest matrix (D, 2 or 3) from latents to points, both centred, of a map that is linear."""
    rows = np.unique(np.linspace(0, len(z) - 1, ENOUGH).astype(int))
    centred = z[rows] - z[rows].mean(axis=0, dtype=np.float64)
    target = points[rows] - points[rows].mean(axis=0)
    return np.linalg.lstsq(centred.T @ centred, centred.T @ target, rcond=1e-10)[0]


def _distances(new: np.ndarray, known: np.ndarray) -> np.ndarray:
    """(M, S, C) between new (M, S, D) and known (M, C, D)."""
    squares = np.square(new).sum(axis=2)[:, :, None] + np.square(known).sum(axis=2)[:, None]
    return np.sqrt(np.maximum(squares - 2 * np.einsum("msd,mcd->msc", new, known), 0))


def _weights(distances: np.ndarray) -> np.ndarray:
    """(M, k) weights; a distance of 0 takes all."""
    closest = distances.min(axis=1, keepdims=True)
    inverse = (closest / np.maximum(distances, np.finfo(float).tiny)) ** 2
    return np.where(closest == 0, distances == 0, inverse)


def _median(points: np.ndarray, weights: np.ndarray, rounds: int = 50) -> np.ndarray:
    """Weighted geometric medians (M, 2 or 3) of points (M, k, 2 or 3).

    Source: Weiszfeld 1937.
    """
    spread = np.ptp(points, axis=1).max(axis=1)[:, None]  # (M, 1)
    closest = np.where(spread > 0, 1e-6 * spread, 1)
    pull = weights
    for _ in range(rounds):
        median = (pull[..., None] * points).sum(axis=1) / pull.sum(axis=1, keepdims=True)
        away = np.linalg.norm(points - median[:, None], axis=2)
        pull = weights / np.maximum(away, closest)
    return median


def _usual_distances(z: np.ndarray) -> np.ndarray:
    """Distances of known faces to their nearest other one, ascending; none for a single face."""
    if len(z) < 2:
        return np.empty(0)
    rows = np.unique(np.linspace(0, len(z) - 1, SAMPLE).astype(int))
    return np.sort(nearest(z[rows], z, 2)[1][:, 1])
