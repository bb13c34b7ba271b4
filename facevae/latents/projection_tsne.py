"""t-SNE from exact neighbours and PCA's points, all pairs' repulsion by FFT.

Sources: van der Maaten and Hinton 2008; Linderman et al. 2019 for the FFT; Belkina et al. 2019 for the
learning rate.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from facevae.latents.neighbours import nearest
from facevae.latents.projection_steps import Watch, stage, start
from facevae.progress import Progress

PHASES = ((250, 12.0), (750, 1.0))  # iterations, and how many times as strongly neighbours pull meanwhile
MOMENTUM = 0.8
FURTHEST = 5.0  # a point moves in an iteration
EVERY = 10  # iterations between two reports


def tsne(
    z: np.ndarray,
    pca: np.ndarray,
    seed: int,
    facts: dict[str, Any],
    progress: Progress,
    watch: Watch,
    perplexity: float,
) -> np.ndarray:
    """Points (N, 2 or 3); what was changed is added to the facts."""
    most = (len(z) - 1) / 3
    if perplexity > most:
        facts["notes"].append(
            f"Perplexity lowered from {perplexity:g} to {most:.3g}: there are only {len(z)} faces."
        )
        perplexity = most
    facts["perplexity"] = perplexity
    graph = _graph(z, perplexity, stage(progress, 0, 0.15, "Finding neighbours"))
    points = np.zeros((len(z), 3), np.float32)
    points[:, : pca.shape[1]] = start(pca, seed) * 1e-4
    divergence = _settle(points, pca.shape[1], graph, stage(progress, 0.15, 1, "Laying out by t-SNE"), watch)
    facts["kl_divergence"] = round(divergence, 4)
    return points[:, : pca.shape[1]]


def _graph(z: np.ndarray, perplexity: float, progress: Progress) -> tuple[np.ndarray, ...]:
    """Each face's first edge, and by edge the neighbour and its share of 1."""
    from scipy.sparse import csr_array

    from facevae.latents.projection_tsne_kernels import shares

    near, share = nearest(z, z, max(1, int(3 * perplexity)), others=True, progress=progress)
    share /= share.mean() or 1
    np.square(share, out=share)
    shares(share, min(perplexity, near.shape[1]))
    first = np.arange(0, near.size + 1, near.shape[1], dtype=np.int32)
    graph = csr_array((share.ravel().astype(np.float32), near.ravel().astype(np.int32), first), (len(z),) * 2)
    graph = (graph + graph.T).tocsr()
    return graph.indptr, graph.indices, graph.data / graph.data.sum(dtype=np.float64).astype(np.float32)


def _settle(
    points: np.ndarray, dimensions: int, graph: tuple[np.ndarray, ...], progress: Progress, watch: Watch
) -> float:
    """Move the points (N, 3) until neighbours lie together; returns the Kullback-Leibler divergence."""
    from facevae.latents.projection_tsne_kernels import attraction, divergence
    from facevae.latents.projection_tsne_repulsion import Repulsion

    threads = os.cpu_count() or 1
    towards, away = np.empty_like(points), np.empty_like(points)
    done, every = 0, sum(iterations for iterations, _ in PHASES)
    with ThreadPoolExecutor(threads) as pool:
        repulsion = Repulsion(len(points), dimensions, pool, threads)
        attraction(points, *graph, *repulsion.parts[0], towards)  # on a new machine both are compiled now,
        repulsion(points, away)  # before the time left is told by the pace of the first iterations
        for iterations, stronger in PHASES:
            step, gain = np.zeros_like(points), np.ones_like(points)
            for _ in range(iterations):
                if done % EVERY == 0:
                    progress(done, every, "")
                    watch(points[:, :dimensions])
                pulls = [pool.submit(attraction, points, *graph, *part, towards) for part in repulsion.parts]
                total = repulsion(points, away)
                for pull in pulls:
                    pull.result()
                towards *= np.float32(stronger)
                away /= np.float32(total)
                towards -= away
                _move(points, towards, step, gain, len(points) / stronger)
                done += 1
        watch(points[:, :dimensions])
        return float(divergence(points, *graph) + np.log(repulsion(points, away)))


def _move(points: np.ndarray, slope: np.ndarray, step: np.ndarray, gain: np.ndarray, rate: float) -> None:
    """One step down the slope, each number at its own gain: more where it goes on as before.

    Source: Jacobs 1988.
    """
    on = (slope > 0) != (step > 0)
    np.maximum(np.where(on, gain + np.float32(0.2), gain * np.float32(0.8)), np.float32(0.01), out=gain)
    step *= np.float32(MOMENTUM)
    slope *= gain
    slope *= np.float32(rate)
    step -= slope
    length = np.sqrt(np.einsum("nd,nd->n", step, step))
    step *= np.minimum(1, np.float32(FURTHEST) / np.maximum(length, np.float32(1e-12)))[:, None]
    points += step
    points -= points.mean(axis=0)
