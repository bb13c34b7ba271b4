"""Latents as points of a plane that keep their places from one look to the next."""

import numpy as np


def plane(mu: np.ndarray) -> np.ndarray:
    """The first two principal components of latents (N, D) as (N, 2), centred, of mean square distance 1.

    All zero where the latents do not vary.
    """
    centred = mu - mu.mean(0, dtype=np.float64)
    if centred.shape[1] < 2:
        centred = np.pad(centred, ((0, 0), (0, 2 - centred.shape[1])))
    _, axes = np.linalg.eigh(centred.T @ centred)  # rising: the last two vary most
    points = centred @ axes[:, :-3:-1]
    size = np.sqrt(np.square(points).sum(1).mean())
    return points / size if size > 0 else points


def turned(points: np.ndarray, towards: np.ndarray) -> np.ndarray:
    """Points (N, 2) turned, or mirrored, so that each comes as near as can be to where it was.

    Principal components come in any sign and order: without it a map would flip from one look to the next.

    Source: Schönemann 1966, https://doi.org/10.1007/BF02289451 (orthogonal Procrustes)
    """
    u, _, v = np.linalg.svd(points.T @ towards)
    return points @ (u @ v)
