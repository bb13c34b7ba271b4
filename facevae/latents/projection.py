"""Latents laid out in two or three dimensions, so that faces near each other stay near."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from facevae.errors import ConfigError, FaceVAEError
from facevae.latents.placement import Placement
from facevae.latents.projection_steps import STEPS, Watch, stage, unwatched
from facevae.latents.projection_tsne import tsne
from facevae.latents.projection_umap import umap
from facevae.latents.subset import stratified
from facevae.progress import Progress, silent

METHODS = {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"}
FEWEST = {"pca": 2, "tsne": 5, "umap": 5}
FITTED = 50_000  # faces; of more as many are laid out by t-SNE or UMAP and the others placed among them
BLOCK = 5000  # faces placed between two reports
DISTANCES = {"euclidean": "straight line", "cosine": "direction"}


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
    perplexity: float = 30,
    neighbours: int = 15,
    distance: str = "euclidean",
    kinds: Sequence[Any] | None = None,
    progress: Progress = silent,
    watch: Watch = unwatched,
) -> Projection:
    """Lay the faces out; the same input and seed give the same points.

    Args:
        z: latents (N, D).
        method: a key of `METHODS`.
        dimensions: 2 or 3.
        perplexity: t-SNE's, lowered to (N - 1) / 3 where there are few faces.
        neighbours: UMAP's, the face itself included, lowered to N - 1.
        distance: a key of `DISTANCES`; by direction, latents are scaled to length 1 before anything else.
        kinds: labels (N,) whose shares are kept where only some faces are laid out, see `FITTED`.
        progress: called at least every ten iterations; whatever it raises ends the work.
        watch: called now and then with the points as they are so far.

    Returns:
        points and facts: method, dimensions, seed, distance, faces, notes (sentences), and by method
        explained_variance (share an axis), perplexity and kl_divergence, or neighbours.

    Raises:
        ConfigError: an unknown method, or a setting out of range.
        FaceVAEError: too few faces, values that are not finite, or all faces alike.
    """
    _check_settings(method, dimensions, perplexity, neighbours, distance)
    z = prepared(_checked(z, method), distance)
    facts: dict[str, Any] = {
        "method": method,
        "dimensions": dimensions,
        "seed": seed,
        "distance": distance,
        "faces": len(z),
        "notes": [],
    }
    progress(0, STEPS, "Laying out the faces")
    if method == "pca":
        points, explained = pca(z, dimensions)
        facts["explained_variance"] = [round(float(share), 6) for share in explained]
        return _ended(points, facts, progress)
    rows = stratified(len(z), FITTED, kinds, seed)
    part = stage(progress, 0, 0.7, f"Laying out by {METHODS[method]}") if len(rows) < len(z) else progress
    start = pca(z[rows], dimensions)[0]
    if method == "tsne":
        points = tsne(z[rows], start, perplexity, seed, facts, part, watch)
    else:
        points = umap(z[rows], start, neighbours, seed, facts, part, watch)
    if len(rows) < len(z):
        points = _with_others(z, rows, points, stage(progress, 0.7, 1, "Placing the other faces"))
        facts["fitted"] = len(rows)
        facts["notes"].append(
            f"Laid out were {len(rows):,} faces; the other {len(z) - len(rows):,} were placed among them."
        )
    return _ended(points, facts, progress)


def prepared(z: np.ndarray, distance: str) -> np.ndarray:
    """Latents whose straight distances are those wanted: as they are, or scaled to length 1."""
    if distance == "euclidean":
        return z
    return z / np.maximum(np.linalg.norm(z, axis=1, keepdims=True), np.finfo(np.float64).tiny)


def _ended(points: np.ndarray, facts: dict[str, Any], progress: Progress) -> Projection:
    progress(STEPS, STEPS, METHODS[facts["method"]])
    return Projection(np.ascontiguousarray(points, dtype=np.float32), facts)


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


def pca(z: np.ndarray, dimensions: int) -> tuple[np.ndarray, np.ndarray]:
    """Principal components, the largest loading of each axis positive so that no run is mirrored.

    Returns:
        points (N, dimensions), zero where the latents have fewer, and the share of variance an axis.
    """
    centred = z - z.mean(axis=0)
    centred_square = centred.T @ centred  # (D, D)
    variances, axes = np.linalg.eigh(centred_square)
    kept = min(dimensions, z.shape[1])
    axes = axes[:, ::-1][:, :kept]
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(kept)]
    points = np.zeros((len(z), dimensions))
    points[:, :kept] = centred @ (axes * np.where(largest < 0, -1.0, 1.0))
    explained = np.zeros(dimensions)
    explained[:kept] = np.maximum(variances[::-1][:kept], 0) / variances.sum()
    return points, explained


def _check_settings(method: str, dimensions: int, perplexity: float, neighbours: int, distance: str) -> None:
    if method not in METHODS:
        raise ConfigError(f"“{method}” is no way to draw a map.", f"Choose one of {', '.join(METHODS)}.")
    if dimensions not in (2, 3):
        raise ConfigError(f"A map cannot have {dimensions} dimensions.", "Choose 2 or 3.")
    if not 1 <= perplexity < np.inf:
        raise ConfigError(f"The perplexity cannot be {perplexity}.", "Choose 1 or more; 30 is usual.")
    if neighbours < 2:
        raise ConfigError(f"The neighbours cannot be {neighbours}.", "Choose 2 or more; 15 is usual.")
    if distance not in DISTANCES:
        raise ConfigError(f"“{distance}” is no distance.", f"Choose one of {', '.join(DISTANCES)}.")


def _checked(z: np.ndarray, method: str) -> np.ndarray:
    z = np.asarray(z, dtype=np.float64)
    if z.ndim != 2 or z.shape[1] == 0:
        raise FaceVAEError(f"Latents of shape {z.shape} cannot be drawn.", "Give one row of numbers a face.")
    if len(z) < FEWEST[method]:
        remedy = (
            "Choose PCA, or more faces."
            if method != "pca" and len(z) >= FEWEST["pca"]
            else "Choose more faces."
        )
        raise FaceVAEError(
            f"{METHODS[method]} needs at least {FEWEST[method]} faces; there are {len(z)}.", remedy
        )
    broken = int((~np.isfinite(z)).any(axis=1).sum())
    if broken:
        raise FaceVAEError(
            f"{broken} of {len(z)} faces have latents that are not finite numbers.",
            "The model may be damaged: choose another checkpoint.",
        )
    if np.ptp(z, axis=0).max() == 0:
        raise FaceVAEError(
            f"All {len(z)} faces have the same latents, so there is nothing to lay out.",
            "Choose different faces, or a model that tells them apart.",
        )
    return z
