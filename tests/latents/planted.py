"""Latents with known clusters."""

import numpy as np


def clusters(
    faces: int = 240, kinds: int = 4, dims: int = 16, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Latents (faces, dims) in well parted clusters, and the cluster of each."""
    rng = np.random.default_rng(seed)
    centres = 6 * np.linalg.qr(rng.normal(size=(dims, kinds)))[0].T
    kind = np.arange(faces) % kinds
    return (centres[kind] + rng.normal(scale=0.7, size=(faces, dims))).astype(np.float32), kind


def purity(points: np.ndarray, kind: np.ndarray, k: int = 10) -> float:
    """The share of each point's k nearest that are of its kind."""
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    near = distances.argsort(axis=1)[:, :k]
    return float((kind[near] == kind[:, None]).mean())
