"""New faces on a map that exists, without moving the others."""

import numpy as np

from facevae.errors import FaceVAEError
from facevae.latents.neighbours import nearest

LINEAR = 1e-3  # largest error, as a share of the map's spread, of a map that counts as linear


def place(
    z_new: np.ndarray, z_known: np.ndarray, points_known: np.ndarray, k: int = 10
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points of new faces: exact where the map is linear (PCA), else among their nearest known faces.

    A duplicate of a known face lands on it. Otherwise the point is the geometric median of the k nearest
    known faces, weighted by inverse squared distance, so that one stray neighbour does not pull it between
    two clusters.

    Args:
        z_new: (M, D) latents.
        z_known: (N, D) latents of the faces on the map, N at least 1.
        points_known: (N, 2 or 3).

    Returns:
        points (M, 2 or 3) float32; neighbours (M, k), indices into known, nearest first; and the distance
        ratio (M,): to the nearest known face, over the median of what known faces have to theirs. Well above
        1 says that the face is unlike all on the map, and its place says little.
    """
    z_new, z_known, points_known = (np.asarray(a, dtype=np.float64) for a in (z_new, z_known, points_known))
    if not np.isfinite(z_new).all():
        raise FaceVAEError(
            "The new face has latents that are not finite.", "Choose another picture or model."
        )
    near, distances = nearest(z_new, z_known, k)
    linear = _linear_map(z_known, points_known)
    if linear is None:
        points = _median(points_known[near], _weights(distances))
    else:
        points = (z_new - z_known.mean(axis=0)) @ linear + points_known.mean(axis=0)
    return points.astype(np.float32), near, distances[:, 0] / _usual_distance(z_known)


def _linear_map(z: np.ndarray, points: np.ndarray) -> np.ndarray | None:
    """The matrix (D, 2 or 3) that makes the points from centred latents, if there is one."""
    if len(z) < 2 * z.shape[1] + 2:
        return None
    centred, target = z - z.mean(axis=0), points - points.mean(axis=0)
    matrix = np.linalg.lstsq(centred.T @ centred, centred.T @ target, rcond=1e-12)[0]
    error = np.abs(centred @ matrix - target).max()
    return matrix if error <= LINEAR * target.std() else None


def _weights(distances: np.ndarray) -> np.ndarray:
    """(M, k) weights; a distance of 0 takes all."""
    closest = distances[:, :1]
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


def _usual_distance(z: np.ndarray, sample: int = 1000) -> float:
    """The median distance of a known face to its nearest other one; infinite for a single face."""
    if len(z) < 2:
        return np.inf
    rows = np.unique(np.linspace(0, len(z) - 1, sample).astype(int))
    _, distances = nearest(z[rows], z, 2)
    usual = np.median(distances[:, 1])
    return float(usual) if usual > 0 else float(np.linalg.norm(z.std(axis=0)))
