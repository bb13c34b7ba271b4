"""t-SNE by openTSNE, from exact neighbours and PCA's points.

Source: van der Maaten and Hinton 2008; by trees (the first, 2014) or FFT (Linderman et al. 2019).
"""

import os
from typing import Any

import numpy as np

from facevae.latents.neighbours import nearest
from facevae.latents.projection_steps import Watch, stage, start
from facevae.progress import Progress

TREES_BELOW = 3000  # faces; measured: 0.3 s by trees and 6 s by FFT for 60, 28 s and 17 s for 5,000
ITERATIONS = (250, 500)  # exaggerated, plain
EVERY = 10  # iterations between two reports


def tsne(
    z: np.ndarray,
    pca: np.ndarray,
    perplexity: float,
    seed: int,
    facts: dict[str, Any],
    progress: Progress,
    watch: Watch,
) -> np.ndarray:
    """Points (N, 2 or 3); what was changed is added to the facts."""
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
    near, distances = nearest(
        z, z, int(3 * perplexity), others=True, progress=stage(progress, 0, 0.15, "Finding neighbours")
    )
    affinities = affinity.PerplexityBasedNN(
        perplexity=perplexity, knn_index=PrecomputedNeighbors(near, distances), n_jobs=threads
    )
    done = 0
    report = stage(progress, 0.15, 1, "Laying out by t-SNE")

    def tell(iteration: int, error: float, points: np.ndarray) -> bool:
        nonlocal done
        done += EVERY
        report(done, sum(ITERATIONS))
        watch(np.asarray(points))
        return False

    report(0, 1)
    layout = TSNE(
        n_components=pca.shape[1],
        negative_gradient_method="bh" if pca.shape[1] == 3 or len(z) < TREES_BELOW else "fft",
        early_exaggeration_iter=ITERATIONS[0],
        n_iter=ITERATIONS[1],
        n_jobs=threads,
        random_state=seed,
        callbacks=tell,
        callbacks_every_iters=EVERY,
    ).fit(affinities=affinities, initialization=start(pca, seed) * 1e-4)
    facts["kl_divergence"] = round(float(layout.kl_divergence), 4)
    return np.asarray(layout)
