"""Paths between two faces in latent space."""

import numpy as np

from facevae.errors import ConfigError

PARALLEL = 1e-6  # radians between directions below which an arc is a straight line


def path(z0: np.ndarray, z1: np.ndarray, steps: int, how: str = "linear") -> np.ndarray:
    """Latents (steps, D) from z0 to z1, both included.

    Args:
        how: `linear`, the straight line; or `spherical`, an even turn of direction while the length
            changes evenly, so that the middle is as long as latents of the prior are.

    Source: spherical as in Shoemake 1985.
    """
    if steps < 2:
        raise ConfigError(f"A path cannot have {steps} steps.", "Choose 2 or more.")
    if how not in ("linear", "spherical"):
        raise ConfigError(f"“{how}” is no kind of path.", "Choose linear or spherical.")
    z0, z1 = np.asarray(z0, dtype=np.float64), np.asarray(z1, dtype=np.float64)
    share = np.linspace(0, 1, steps)[:, None]
    straight = (1 - share) * z0 + share * z1
    walk = straight if how == "linear" else _arc(z0, z1, share, straight)
    walk[0], walk[-1] = z0, z1
    return walk.astype(np.float32)


def _arc(z0: np.ndarray, z1: np.ndarray, share: np.ndarray, straight: np.ndarray) -> np.ndarray:
    length0, length1 = np.linalg.norm(z0), np.linalg.norm(z1)
    if min(length0, length1) == 0:
        return straight
    from_direction, to_direction = z0 / length0, z1 / length1
    angle = np.arccos(np.clip(from_direction @ to_direction, -1, 1))
    if angle < PARALLEL:
        return straight
    opposite = np.pi - angle < PARALLEL  # every way round is as short: go by the axis z0 leans on least
    aside = np.eye(len(z0))[np.abs(z0).argmin()] if opposite else to_direction
    aside = aside - (aside @ from_direction) * from_direction
    across = np.linalg.norm(aside)
    if across == 0:
        return straight
    turned = np.cos(share * angle) * from_direction + np.sin(share * angle) * aside / across
    return ((1 - share) * length0 + share * length1) * turned
