"""Principal components: the points of the simplest map, and where the others begin."""

from typing import Any

import numpy as np

from facevae.latents.projection_steps import Watch
from facevae.progress import Progress


def pca(z: np.ndarray, dimensions: int) -> np.ndarray:
    """Points (N, dimensions), zero where the latents have fewer.

    The largest loading of each axis is positive, so that no run is mirrored.
    """
    centred = z - z.mean(axis=0)
    axes = np.linalg.eigh(centred.T @ centred)[1]  # (D, D)
    kept = min(dimensions, z.shape[1])
    axes = axes[:, ::-1][:, :kept]
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(kept)]
    points = np.zeros((len(z), dimensions))
    points[:, :kept] = centred @ (axes * np.where(largest < 0, -1.0, 1.0))
    return points


def principal(
    z: np.ndarray, pca: np.ndarray, seed: int, facts: dict[str, Any], progress: Progress, watch: Watch
) -> np.ndarray:
    """PCA's points as they are; the share of the variance that each axis has is added to the facts."""
    explained = np.square(pca).sum(axis=0) / np.square(z - z.mean(axis=0)).sum()
    facts["explained_variance"] = [round(float(share), 6) for share in explained]
    return pca
