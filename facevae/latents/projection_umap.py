"""UMAP by umap-learn, from exact neighbours and PCA's points.

Source: McInnes, Healy and Melville 2018; started from PCA (Kobak and Linderman 2021).
"""

import sys
import warnings
from typing import Any

import numpy as np

from facevae.latents.neighbours import nearest
from facevae.latents.projection_steps import Watch, stage, start
from facevae.progress import Progress

EVERY = 5  # epochs between two looks at the points


def umap(
    z: np.ndarray,
    pca: np.ndarray,
    seed: int,
    facts: dict[str, Any],
    progress: Progress,
    watch: Watch,
    neighbours: int,
) -> np.ndarray:
    """Points (N, 2 or 3); what was changed is added to the facts."""
    import numba
    from umap import UMAP

    _let_umap_report()
    if neighbours > len(z) - 1:
        facts["notes"].append(
            f"Neighbours lowered from {neighbours} to {len(z) - 1}: there are only {len(z)} faces."
        )
        neighbours = len(z) - 1
    facts["neighbours"] = neighbours
    facts["notes"].append("Computed on one core, so that the same seed gives the same map.")
    near, distances = nearest(
        z, z, neighbours - 1, others=True, progress=stage(progress, 0, 0.15, "Finding neighbours")
    )
    itself = np.arange(len(z))[:, None]
    known = (np.hstack([itself, near]), np.hstack([np.zeros((len(z), 1)), distances]).astype(np.float32))
    report = stage(progress, 0.15, 1, "Laying out by UMAP")
    report(0, 1)
    threads = numba.get_num_threads()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of new faces that it cannot place: `placement` can
            return UMAP(
                n_neighbors=neighbours,
                n_components=pca.shape[1],
                init=start(pca, seed).astype(np.float32),
                random_state=seed % 2**32,  # it takes no larger one
                n_jobs=1,
                precomputed_knn=known,
                tqdm_kwds={"report": report, "watch": watch},
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


def _epochs(epochs, report=None, watch=None, **settings):
    if report is None:
        return _epochs.otherwise(epochs, **settings)
    return _reported(epochs, report, watch)


def _reported(epochs, report, watch):
    for epoch in epochs:
        report(epoch, len(epochs))
        # UMAP shows its points to nobody: they are a variable of the loop that asks for the next epoch.
        points = sys._getframe(1).f_locals.get("head_embedding")
        if points is not None and epoch % EVERY == 0:
            watch(points)
        yield epoch
