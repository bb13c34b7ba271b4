"""How far a map can be trusted: what of the latents' order is left on it, and where it is bent."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from facevae.errors import FaceVAEError
from facevae.latents.neighbours import nearest
from facevae.progress import Progress, silent

K = 10  # neighbours
ASKED = 2000  # faces whose neighbours are looked at
LANDMARKS = 10_000  # faces among which neighbours are looked for, where every face is asked


def of_labels(
    z: np.ndarray, points: np.ndarray, labels: Mapping[str, Sequence[Any]], seed: int = 0
) -> dict[str, dict[str, float]]:
    """How well each label keeps together on the map, in the latents, and with its values shuffled.

    Args:
        z: latents (N, D). points: (N, 2 or 3). labels: (N,) by name, missing ones left out.
        seed: of the faces asked, at most `ASKED`, and of the shuffling.

    Returns:
        By label: `map`, `latents`, `shuffled`, the mean share of a face's 10 nearest that have its value,
        among values that two faces have; `silhouette` on the map (-1..1) and `silhouette_shuffled`; `n`.
    """
    rng, found = np.random.default_rng(seed), {}
    for name, values in labels.items():
        code, rows = _of_two(values)
        if len(rows) < 2 * K or len(np.unique(code)) < 2:
            continue
        asked = np.sort(rng.choice(len(rows), min(ASKED, len(rows)), replace=False))
        shuffled = rng.permutation(code)
        near = {space: _neighbours(at[rows], asked) for space, at in (("map", points), ("latents", z))}
        found[name] = {space: _same(code, asked, near[space]) for space in near}
        found[name] |= {"shuffled": _same(shuffled, asked, near["map"]), "n": len(asked)}
        found[name] |= {
            "silhouette": _silhouette(points[rows[asked]], code[asked]),
            "silhouette_shuffled": _silhouette(points[rows[asked]], shuffled[asked]),
        }
    return found


def _of_two(values: Sequence[Any]) -> tuple[np.ndarray, np.ndarray]:
    """Codes and rows of the faces whose value another face has too."""
    code = pd.factorize(pd.Series(values, dtype=object))[0]
    several = np.bincount(code[code >= 0], minlength=1) > 1
    rows = np.flatnonzero((code >= 0) & several[code])
    return code[rows], rows


def _neighbours(at: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """The 10 nearest others of the faces asked, (M, 10)."""
    near, _ = nearest(at[asked], at, K + 1)
    own = near == asked[:, None]
    own[~own.any(axis=1), -1] = True  # twins lie nearer than the face itself
    return near[~own].reshape(len(asked), K)


def _same(code: np.ndarray, asked: np.ndarray, near: np.ndarray) -> float:
    return float((code[near] == code[asked][:, None]).mean())


def _silhouette(points: np.ndarray, code: np.ndarray) -> float:
    """Of the faces whose value another one asked has; 0 where there are none. Source: Rousseeuw 1987."""
    from sklearn.metrics import silhouette_score

    kept = (np.bincount(code) > 1)[code]
    kinds = np.unique(code[kept])
    if len(kinds) < 2 or kept.sum() <= len(kinds):
        return 0.0
    return float(silhouette_score(points[kept], code[kept]))


def distortion(z: np.ndarray, points: np.ndarray, seed: int = 0, progress: Progress = silent) -> np.ndarray:
    """How wrong the map is about each face: the share of its 10 nearest there that are not so in z, (N,).

    Neighbours are looked for among all faces, or among `LANDMARKS` drawn by the seed.

    Raises:
        FaceVAEError: there are fewer than 3 faces, so that none has a choice of neighbours.
    """
    count = len(z)
    if count < 3:
        raise FaceVAEError("A map of fewer than 3 faces cannot be wrong.", "Choose more faces.")
    known = np.arange(count)
    if count > LANDMARKS:
        known = np.sort(np.random.default_rng(seed).choice(count, LANDMARKS, replace=False))
    k = min(K, len(known) - 2)
    wrong = np.empty(count)
    for begin in range(0, count, ASKED):
        progress(begin, count, "Comparing map and latents")
        rows = np.arange(begin, min(count, begin + ASKED))
        near = [_others(at[rows], at[known], known, rows, k) for at in (z, points)]
        wrong[rows] = [1 - len(np.intersect1d(a, b)) / k for a, b in zip(*near, strict=True)]
    return wrong


def _others(queries, at, known, rows, k) -> list[np.ndarray]:
    """Of each query the k nearest known faces that are not itself."""
    near = known[nearest(queries, at, k + 1)[0]]
    return [mine[mine != row][:k] for mine, row in zip(near, rows, strict=True)]
