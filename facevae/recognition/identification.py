"""Who is it, of the enrolled: ranks on closed sets, and rejection of people who are not enrolled."""

from dataclasses import dataclass

import numpy as np

FPIRS = (0.1, 0.01)


@dataclass(frozen=True)
class OpenSet:
    """Identification with rejection below a threshold.

    Args:
        threshold: (K,) falling, the first above all scores.
        dir: share of enrolled people's probes that are named rightly and not rejected.
        fpir: share of strangers' probes that are named at all.
    """

    threshold: np.ndarray
    dir: np.ndarray
    fpir: np.ndarray

    def dir_at_fpir(self, fpir: float) -> float:
        """The largest DIR at which no more than this share of strangers is named."""
        return float(self.dir[self.fpir <= fpir + 1e-12].max())

    def threshold_at_fpir(self, fpir: float) -> float:
        """The lowest threshold at which no more than this share of strangers is named."""
        return float(self.threshold[self.fpir <= fpir + 1e-12].min())


def person_scores(similarity: np.ndarray, enrolled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The score of each person: of their most similar enrolled picture.

    Args:
        similarity: (probes, enrolled pictures).
        enrolled: the person of each enrolled picture.

    Returns:
        (probes, people) scores and (people,) names.
    """
    people, codes = np.unique(enrolled, return_inverse=True)
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(len(people)))
    return np.maximum.reduceat(similarity[:, order], starts, axis=1), people


def ranks(scores: np.ndarray, people: np.ndarray, probes: np.ndarray) -> np.ndarray:
    """The place of the right person among all, 1 for the best; of equal scores the worst place.

    Args:
        scores: (probes, people).
        probes: (probes,) the person of each, who is one of `people`.
    """
    own = scores[np.arange(len(probes)), np.searchsorted(people, probes)]
    return (scores >= own[:, None]).sum(1)


def cmc(ranks: np.ndarray, people: int) -> np.ndarray:
    """(people,) share of probes whose person is among the first 1, 2, ... of all people."""
    return np.cumsum(np.bincount(ranks, minlength=people + 1)[1:]) / len(ranks)


def rank_k(ranks: np.ndarray, k: int) -> float:
    return float((ranks <= k).mean())


def open_set(scores: np.ndarray, people: np.ndarray, probes: np.ndarray) -> OpenSet:
    """Curves over the threshold.

    Args:
        scores: (probes, people).
        probes: (probes,) the person of each; those who are not among `people` are strangers.
    """
    best, named = scores.max(1), people[scores.argmax(1)]
    stranger = ~np.isin(probes, people)
    right = np.sort(best[~stranger & (named == probes)])
    strangers = np.sort(best[stranger])
    threshold = np.unique(best)[::-1]
    return OpenSet(
        np.concatenate([[np.nextafter(threshold[0], np.inf)], threshold]),
        _share_at_least(right, threshold, (~stranger).sum()),
        _share_at_least(strangers, threshold, stranger.sum()),
    )


def _share_at_least(ordered: np.ndarray, threshold: np.ndarray, of: int) -> np.ndarray:
    return np.concatenate([[0.0], (len(ordered) - np.searchsorted(ordered, threshold)) / max(of, 1)])
