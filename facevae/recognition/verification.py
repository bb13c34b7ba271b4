"""Are two pictures of one person: error rates of scores of genuine and impostor pairs.

A pair is accepted where its score is at least the threshold. FAR: the share of impostor pairs accepted;
TAR: the share of genuine pairs accepted; FRR = 1 - TAR.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

FARS = (0.1, 0.01, 0.001)
TAIL = 400  # thresholds that are kept of a tail at most


@dataclass(frozen=True)
class Roc:
    """The curve from the highest threshold, where nothing is accepted, to the lowest, (K,) each."""

    far: np.ndarray
    tar: np.ndarray
    threshold: np.ndarray

    @property
    def auc(self) -> float:
        return float(np.trapezoid(self.tar, self.far))

    @property
    def eer(self) -> float:
        """The error where FAR and FRR are equal, on the straight line between the two nearest thresholds."""
        gap = self.far - (1 - self.tar)
        after = int(np.argmax(gap >= 0))
        before = max(after - 1, 0)
        step = gap[after] - gap[before]
        share = -gap[before] / step if step > 0 else 0.0
        return float(self.far[before] + share * (self.far[after] - self.far[before]))

    def tar_at_far(self, far: float) -> float:
        """The largest TAR at which no more than this share of impostors is accepted."""
        return float(self.tar[self.far <= far + 1e-12].max())


def roc(scores: np.ndarray, genuine: np.ndarray, weights: np.ndarray | None = None) -> Roc:
    """The curve of these pairs; each threshold is a score that occurs.

    Args:
        scores: (N,), higher is more alike.
        genuine: (N,) bool.
        weights: (N,) how often each pair counts; once by default.
    """
    weights = np.ones(len(scores)) if weights is None else weights
    order = np.argsort(-scores, kind="stable")
    ordered, is_genuine = scores[order], genuine[order]
    last = np.flatnonzero(np.append(np.diff(ordered) != 0, True))  # of equal scores
    accepted = [np.cumsum(weights[order] * kind)[last] for kind in (~is_genuine, is_genuine)]
    far, tar = (np.concatenate([[0.0], count / count[-1]]) for count in accepted)
    return Roc(far, tar, np.concatenate([[np.inf], ordered[last]]))


def tail(impostor: np.ndarray) -> dict[str, Any]:
    """How rare each score is among those of impostor pairs (N,), the rarer the finer.

    Returns:
        `n`, and `threshold` (K,), falling from one above all scores, with the `far` of each.
    """
    ordered = np.sort(impostor.astype(np.float64))
    rarest = np.geomspace(1, len(ordered), TAIL).astype(int)
    level = np.unique(np.append(ordered[-rarest], ordered[-1] + 1e-4).round(5))[::-1]
    far = (len(ordered) - np.searchsorted(ordered, level)) / len(ordered)
    return {"n": len(ordered), "threshold": level, "far": far}


def best_threshold(scores: np.ndarray, genuine: np.ndarray) -> float:
    """The threshold of the highest accuracy, in the middle of the gap between two scores.

    Of several equally good ones the middle one.
    """
    order = np.argsort(scores, kind="stable")
    ordered, is_genuine = scores[order], genuine[order]
    rejected = np.concatenate([[0], np.cumsum(~is_genuine)]) / max((~is_genuine).sum(), 1)
    accepted = 1 - np.concatenate([[0], np.cumsum(is_genuine)]) / max(is_genuine.sum(), 1)
    right = rejected + accepted  # with the first 0, 1, ... N scores rejected
    apart = np.concatenate([[True], np.diff(ordered) != 0, [True]])  # no cut between equal scores
    best = np.flatnonzero(apart & np.isclose(right, right[apart].max()))
    cut = best[len(best) // 2]
    edges = np.concatenate([[ordered[0]], ordered, [ordered[-1] + 1e-6]])
    return float((edges[cut] + edges[cut + 1]) / 2)


def accuracy(
    scores: np.ndarray, genuine: np.ndarray, threshold: float | np.ndarray, weights: np.ndarray | None = None
) -> float:
    """The share of pairs told rightly, genuine and impostor pairs counting as much as each other.

    Args:
        threshold: one, or (N,) one a pair.
    """
    right = (scores >= threshold) == genuine
    weights = np.ones(len(scores)) if weights is None else weights
    return float(np.mean([np.average(right[kind], weights=weights[kind]) for kind in (genuine, ~genuine)]))


def fold_thresholds(scores: np.ndarray, genuine: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """For each pair the threshold that suits the pairs of the other folds best, (N,).

    Args:
        folds: (N,) the fold of each pair; at least two.
    """
    thresholds = np.empty(len(scores))
    for fold in np.unique(folds):
        inside = folds == fold
        thresholds[inside] = best_threshold(scores[~inside], genuine[~inside])
    return thresholds
