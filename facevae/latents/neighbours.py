"""Nearest faces in latent space, exactly, in blocks of bounded memory."""

import numpy as np

from facevae.progress import Progress, silent

BLOCK = 16_000_000  # distances held at once: 64 MB


def nearest(
    queries: np.ndarray, known: np.ndarray, k: int, *, others: bool = False, progress: Progress = silent
) -> tuple[np.ndarray, np.ndarray]:
    """The k nearest known faces of each query, nearest first.

    Args:
        queries: (M, D) latents.
        known: (N, D) latents.
        k: how many; at most N, or N - 1 with `others`.
        others: queries and known are the same faces, and a face is not its own neighbour.

    Returns:
        indices (M, k) into known, and Euclidean distances (M, k), float64; 0 for a duplicate.
    """
    import torch

    centre = known.mean(axis=0, dtype=np.float64)
    scale = max(np.abs(known - centre).max(), np.abs(queries - centre).max()) or 1.0
    known = ((known - centre) / scale).astype(np.float32)
    queries = ((queries - centre) / scale).astype(np.float32)
    k = min(k, len(known) - others)
    squares, flipped = torch.from_numpy(np.einsum("nd,nd->n", known, known)), torch.from_numpy(known).T
    indices = np.empty((len(queries), k), np.int64)
    distances = np.empty((len(queries), k))
    rows = max(1, BLOCK // len(known))
    for start in range(0, len(queries), rows):
        progress(start, len(queries), "Finding neighbours")
        block = queries[start : start + rows]
        # (rows, N), squared up to a constant a row
        rough = torch.addmm(squares, torch.from_numpy(block), flipped, alpha=-2)
        if others:
            rough.diagonal(start).fill_(torch.inf)
        chosen = rough.topk(k, largest=False, sorted=False).indices
        for row, near in enumerate(chosen.numpy()):
            exact = np.linalg.norm(known[near].astype(np.float64) - block[row], axis=1)
            order = np.argsort(exact, kind="stable")
            indices[start + row], distances[start + row] = near[order], exact[order]
    progress(len(queries), len(queries), "Finding neighbours")
    return indices, distances * scale
