"""Latents laid out in two or three dimensions, so that faces near each other stay near."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from facevae.errors import ConfigError, FaceVAEError
from facevae.latents.placement import Placement
from facevae.latents.projection_methods import DISTANCES, METHODS, Method, method_of, settings_of
from facevae.latents.projection_pca import pca
from facevae.latents.projection_steps import STEPS, Watch, stage, unwatched
from facevae.latents.subset import stratified
from facevae.progress import Progress, silent

FITTED = 50_000  # faces; of more as many are laid out by t-SNE or UMAP and the others placed among them
BLOCK = 5000  # faces placed between two reports


class Projection(NamedTuple):
    """Points (N, 2 or 3) float32, and what a person should know of how they came about."""

    points: np.ndarray
    facts: dict[str, Any]


def project(z: np.ndarray, method: str, **settings: Any) -> np.ndarray:
    """The points of `fit` alone, (N, 2 or 3) float32."""
    return fit(z, method, **settings).points


def fit(
    z: np.ndarray,
    method: str,
    *,
    dimensions: int = 2,
    seed: int = 0,
    distance: str = "euclidean",
    kinds: Sequence[Any] | None = None,
    progress: Progress = silent,
    watch: Watch = unwatched,
    **settings: float,
) -> Projection:
    """Lay the faces out; the same input and seed give the same points.

    Args:
        z: latents (N, D).
        method: a key of `METHODS`.
        dimensions: 2 or 3.
        distance: a key of `DISTANCES`; by direction, latents are scaled to length 1 before anything else.
        kinds: labels (N,) whose shares are kept where only some faces are laid out, see `FITTED`.
        progress: called at least every ten iterations; whatever it raises ends the work.
        watch: called now and then with the points as they are so far.
        settings: of the method, see `METHODS`; t-SNE's perplexity is lowered to (N - 1) / 3 where there are
            few faces, UMAP's neighbours, the face itself included, to N - 1.

    Returns:
        points and facts: method, dimensions, seed, distance, faces, notes (sentences), and by method
        explained_variance (share an axis), perplexity and kl_divergence, or neighbours.

    Raises:
        ConfigError: an unknown method, or a setting out of range.
        FaceVAEError: too few faces, values that are not finite, or all faces alike.
    """
    own = method_of(method)
    settings = settings_of(own, settings)
    _check_settings(dimensions, distance)
    z = _differing(prepared(_checked(z, own), distance))
    facts: dict[str, Any] = {
        "method": method,
        "dimensions": dimensions,
        "seed": seed,
        "distance": distance,
        "faces": len(z),
        "notes": [],
    }
    progress(0, STEPS, "Laying out the faces")
    rows = stratified(len(z), FITTED, kinds, seed) if samples(method, len(z)) else np.arange(len(z))
    part = stage(progress, 0, 0.7, f"Laying out by {own.title}") if len(rows) < len(z) else progress
    some = z[rows] if len(rows) < len(z) else z
    points = own.lay_out(some, pca(some, dimensions), seed, facts, part, watch, **settings)
    if len(rows) < len(z):
        points = _with_others(z, rows, points, stage(progress, 0.7, 1, "Placing the other faces"))
        facts["fitted"] = len(rows)
        facts["notes"].append(
            f"Laid out were {len(rows):,} faces; the other {len(z) - len(rows):,} were placed among them."
        )
    progress(STEPS, STEPS, own.title)
    return Projection(np.ascontiguousarray(points, dtype=np.float32), facts)


def samples(method: str, count: int) -> bool:
    """Whether of so many faces only some are laid out, those of `subset.stratified`."""
    return count > FITTED and not method_of(method).linear


def prepared(z: np.ndarray, distance: str) -> np.ndarray:
    """Latents whose straight distances are those wanted: as they are, or scaled to length 1."""
    if distance == "euclidean":
        return z
    return z / np.maximum(np.linalg.norm(z, axis=1, keepdims=True), np.finfo(np.float64).tiny)


def _with_others(z: np.ndarray, rows: np.ndarray, fitted: np.ndarray, progress: Progress) -> np.ndarray:
    """The points of all faces, those that were not laid out among their nearest that were."""
    points = np.empty((len(z), fitted.shape[1]))
    points[rows] = fitted
    others = np.setdiff1d(np.arange(len(z)), rows, assume_unique=True)
    among = Placement(z[rows], fitted)
    for begin in range(0, len(others), BLOCK):
        progress(begin, len(others), "")
        block = others[begin : begin + BLOCK]
        points[block] = among.place(z[block]).points
    return points


def _check_settings(dimensions: int, distance: str) -> None:
    if dimensions not in (2, 3):
        raise ConfigError(f"A map cannot have {dimensions} dimensions.", "Choose 2 or 3.")
    if distance not in DISTANCES:
        raise ConfigError(f"“{distance}” is no distance.", f"Choose one of {', '.join(DISTANCES)}.")


def _checked(z: np.ndarray, method: Method) -> np.ndarray:
    z = np.asarray(z, dtype=np.float64)
    if z.ndim != 2 or z.shape[1] == 0:
        raise FaceVAEError(f"Latents of shape {z.shape} cannot be drawn.", "Give one row of numbers a face.")
    if len(z) < method.fewest:
        enough = [other.title for other in METHODS.values() if len(z) >= other.fewest]
        remedy = f"Choose {enough[0]}, or more faces." if enough else "Choose more faces."
        raise FaceVAEError(
            f"{method.title} needs at least {method.fewest} faces; there are {len(z)}.", remedy
        )
    broken = int((~np.isfinite(z)).any(axis=1).sum())
    if broken:
        raise FaceVAEError(
            f"{broken} of {len(z)} faces have latents that are not finite numbers.",
            "The model may be damaged: choose another checkpoint.",
        )
    return z


def _differing(z: np.ndarray) -> np.ndarray:
    if np.ptp(z, axis=0).max() == 0:
        raise FaceVAEError(
            f"All {len(z)} faces have the same latents, so there is nothing to lay out.",
            "Choose different faces, or a model that tells them apart.",
        )
    return z
