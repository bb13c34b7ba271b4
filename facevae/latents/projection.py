"""Latents laid out in two or three dimensions, so that faces near each other stay near."""

import os
import warnings
from typing import Any, NamedTuple

import numpy as np

from facevae.errors import ConfigError, FaceVAEError
from facevae.latents.neighbours import nearest
from facevae.progress import Progress, silent

METHODS = {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"}
FEWEST = {"pca": 2, "tsne": 5, "umap": 5}
EXACT_UP_TO = 50_000  # faces; above, the libraries' approximate neighbours
TREES_BELOW = 3000  # faces; measured: 0.3 s by trees and 6 s by FFT for 60, 28 s and 17 s for 5,000
TSNE_ITERATIONS = (250, 500)  # exaggerated, plain
STEPS = 1000  # what progress counts to


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
    progress: Progress = silent,
) -> Projection:
    """Lay the faces out; the same input and seed give the same points.

    Args:
        z: latents (N, D).
        method: a key of `METHODS`.
        dimensions: 2 or 3.
        perplexity: t-SNE's, lowered to (N - 1) / 3 where there are few faces.
        neighbours: UMAP's, the face itself included, lowered to N - 1.
        progress: called at least every ten iterations; whatever it raises ends the work.

    Returns:
        points and facts: method, dimensions, seed, faces, notes (sentences), and by method
        explained_variance (share an axis), perplexity and kl_divergence, or neighbours.

    Raises:
        ConfigError: an unknown method, or a setting out of range.
        FaceVAEError: too few faces, values that are not finite, or all faces alike.
    """
    _check_settings(method, dimensions, perplexity, neighbours)
    z = _checked(z, method)
    facts: dict[str, Any] = {
        "method": method,
        "dimensions": dimensions,
        "seed": seed,
        "faces": len(z),
        "notes": [],
    }
    progress(0, STEPS, METHODS[method])
    start, explained = pca(z, dimensions)
    if method == "pca":
        points = start
        facts["explained_variance"] = [round(float(share), 6) for share in explained]
    elif method == "tsne":
        points = _tsne(z, start, perplexity, seed, facts, progress)
    else:
        points = _umap(z, start, neighbours, seed, facts, progress)
    progress(STEPS, STEPS, METHODS[method])
    return Projection(np.ascontiguousarray(points, dtype=np.float32), facts)


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


def _check_settings(method: str, dimensions: int, perplexity: float, neighbours: int) -> None:
    if method not in METHODS:
        raise ConfigError(f"“{method}” is no way to draw a map.", f"Choose one of {', '.join(METHODS)}.")
    if dimensions not in (2, 3):
        raise ConfigError(f"A map cannot have {dimensions} dimensions.", "Choose 2 or 3.")
    if not 1 <= perplexity < np.inf:
        raise ConfigError(f"The perplexity cannot be {perplexity}.", "Choose 1 or more; 30 is usual.")
    if neighbours < 2:
        raise ConfigError(f"The neighbours cannot be {neighbours}.", "Choose 2 or more; 15 is usual.")


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


def _stage(progress: Progress, begin: float, end: float, doing: str) -> Progress:
    """Progress of a part, told as progress of the whole."""

    def report(done: int, total: int, _: str = "") -> None:
        progress(round(STEPS * (begin + (end - begin) * done / max(total, 1))), STEPS, doing)

    return report


def _start(points: np.ndarray, seed: int) -> np.ndarray:
    """PCA's points, the first axis of spread 1; an axis without any is stirred, or nothing ever leaves it."""
    flat = np.ptp(points, axis=0) <= 1e-9 * np.ptp(points[:, 0])
    return points / points[:, 0].std() + flat * np.random.default_rng(seed).normal(
        scale=1e-2, size=points.shape
    )


def _tsne(z, start, perplexity, seed, facts, progress):
    """Source: van der Maaten and Hinton 2008; by trees (the first, 2014) or FFT (Linderman et al. 2019)."""
    from openTSNE import TSNE, affinity
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    threads = max(1, (os.cpu_count() or 2) - 1)  # one is left for whoever watches
    most = (len(z) - 1) / 3
    if perplexity > most:
        facts["notes"].append(
            f"Perplexity lowered from {perplexity:g} to {most:.3g}: there are only {len(z)} faces."
        )
        perplexity = most
    facts["perplexity"] = perplexity
    if len(z) <= EXACT_UP_TO:
        near, distances = nearest(
            z, z, int(3 * perplexity), others=True, progress=_stage(progress, 0, 0.15, "Finding neighbours")
        )
        affinities = affinity.PerplexityBasedNN(
            perplexity=perplexity, knn_index=PrecomputedNeighbors(near, distances), n_jobs=threads
        )
    else:
        affinities = affinity.PerplexityBasedNN(z, perplexity, n_jobs=threads, random_state=seed)
    done = 0
    report = _stage(progress, 0.15, 1, "Laying out by t-SNE")

    def tell(iteration: int, error: float, points: np.ndarray) -> bool:
        nonlocal done
        done += 10
        report(done, sum(TSNE_ITERATIONS))
        return False

    report(0, 1)
    layout = TSNE(
        n_components=start.shape[1],
        negative_gradient_method="bh" if start.shape[1] == 3 or len(z) < TREES_BELOW else "fft",
        early_exaggeration_iter=TSNE_ITERATIONS[0],
        n_iter=TSNE_ITERATIONS[1],
        n_jobs=threads,
        random_state=seed,
        callbacks=tell,
        callbacks_every_iters=10,
    ).fit(affinities=affinities, initialization=_start(start, seed) * 1e-4)
    facts["kl_divergence"] = round(float(layout.kl_divergence), 4)
    return np.asarray(layout)


def _umap(z, start, neighbours, seed, facts, progress):
    """Source: McInnes, Healy and Melville 2018; started from PCA (Kobak and Linderman 2021)."""
    import numba
    import umap

    _let_umap_report()
    if neighbours > len(z) - 1:
        facts["notes"].append(
            f"Neighbours lowered from {neighbours} to {len(z) - 1}: there are only {len(z)} faces."
        )
        neighbours = len(z) - 1
    facts["neighbours"] = neighbours
    facts["notes"].append("Computed on one core, so that the same seed gives the same map.")
    known = None
    if len(z) <= EXACT_UP_TO:
        near, distances = nearest(
            z, z, neighbours - 1, others=True, progress=_stage(progress, 0, 0.15, "Finding neighbours")
        )
        itself = np.arange(len(z))[:, None]
        known = (np.hstack([itself, near]), np.hstack([np.zeros((len(z), 1)), distances]).astype(np.float32))
    report = _stage(progress, 0.15, 1, "Laying out by UMAP")
    report(0, 1)
    threads = numba.get_num_threads()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of new faces that it cannot place: `placement` can
            return umap.UMAP(
                n_neighbors=neighbours,
                n_components=start.shape[1],
                init=_start(start, seed).astype(np.float32),
                random_state=seed,
                n_jobs=1,
                precomputed_knn=known or (None, None, None),
                tqdm_kwds={"report": report},
            ).fit_transform(z.astype(np.float32))
    finally:
        numba.set_num_threads(threads)


def _let_umap_report() -> None:
    """UMAP's epoch loop runs through its module's `tqdm`: ours calls `report`, in the loop itself.

    A file object given to the real tqdm would be called too, but under tqdm's lock, which an error raised
    there, as for cancelling, leaves locked for every other thread.
    """
    from umap import layouts

    if layouts.tqdm is _epochs:
        return
    _epochs.otherwise = layouts.tqdm
    layouts.tqdm = _epochs


def _epochs(epochs, report=None, **settings):
    if report is None:
        return _epochs.otherwise(epochs, **settings)
    return _reported(epochs, report)


def _reported(epochs, report):
    for epoch in epochs:
        report(epoch, len(epochs))
        yield epoch
