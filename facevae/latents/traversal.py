"""Single numbers of the latent: which of them do most, and what they go along with."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from facevae.latents.codec import Codec, Encoded
from facevae.latents.directions import labels

FACES = 3  # around which the change of the picture is measured
TELLING = 0.3  # correlation from which a number is named after a column


@dataclass(frozen=True)
class Ranking:
    """Numbers of the latent in the order of how much they do.

    Args:
        order: (D,) places, most first.
        kl: (D,) mean nats that each carries; 0 in a plain autoencoder, which has no KL.
        change: (D,) mean absolute change of a pixel, 0..255, from one standard deviation below to one above.
        mean, spread: (D,) of the faces' latents.
    """

    order: np.ndarray
    kl: np.ndarray
    change: np.ndarray
    mean: np.ndarray
    spread: np.ndarray


def drawn(codec: Codec, count: int) -> Encoded:
    """The posteriors of the pictures of faces drawn from the prior."""
    return codec.encode(codec.decode(codec.draw(count, 0)))


def rank(codec: Codec, faces: Encoded) -> Ranking:
    """Numbers by KL and by change of the picture: the mean of their places in both orders decides."""
    mu, logvar = faces.mu, faces.logvar
    kl = 0.5 * (mu**2 + np.exp(logvar) - 1 - logvar).mean(0) * (codec.config.kind == "vae")
    mean, spread = mu.mean(0), mu.std(0)
    change = np.mean([_change(codec, face, spread) for face in _typical(mu)], axis=0)
    places = rankdata(-kl) + rankdata(-change)
    return Ranking(np.lexsort((-change, places)), kl, change, mean, spread)


def _typical(mu: np.ndarray) -> np.ndarray:
    """The mean face and some others, evenly taken."""
    rows = np.linspace(0, len(mu) - 1, FACES - 1).astype(int)
    return np.concatenate([mu.mean(0, keepdims=True), mu[rows]])


def _change(codec: Codec, face: np.ndarray, spread: np.ndarray) -> np.ndarray:
    steps = np.diag(spread)
    low, high = (codec.decode(face + sign * steps).astype(np.int16) for sign in (-1, 1))
    return np.abs(high - low).mean((1, 2, 3))


def across(ranking: Ranking, place: int, reach: float, steps: int) -> np.ndarray:
    """The mean face (steps, D) with one number moved from that many standard deviations below to above."""
    z = np.repeat(ranking.mean[None], steps, axis=0)
    z[:, place] += np.linspace(-reach, reach, steps) * ranking.spread[place]
    return z


def names(z: np.ndarray, index: pd.DataFrame, at_least: float = TELLING) -> dict[int, tuple[str, float]]:
    """What each number of the latent goes along with most: a name and Pearson's r, where it is telling.

    Args:
        z: latents (N, D) of the faces of the index.

    Returns:
        by place in z; the sign of r says in which direction.
    """
    known = labels(index)
    if not known or len(z) < 10:
        return {}
    r = np.stack([_correlation(z, _numbers(index, name, yes)) for name, yes in known.items()], 1)  # (D, L)
    best = np.abs(r).argmax(1)
    titles = [name.removeprefix("more ") for name in known]
    return {
        place: (titles[column], float(r[place, column]))
        for place, column in enumerate(best)
        if abs(r[place, column]) >= at_least
    }


def _correlation(z: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Pearson's r (D,) of each number of z with a column (N,), over the faces where the column is not NaN."""
    known = ~np.isnan(column)
    with np.errstate(invalid="ignore", divide="ignore"):
        a, b = ((x - x.mean(0)) / x.std(0) for x in (z[known], column[known]))
    return np.nan_to_num(a.T @ b / known.sum())


def _numbers(index: pd.DataFrame, name: str, yes: np.ndarray) -> np.ndarray:
    """The column itself where the name is that of numbers, else whether a face has it, NaN if unlabelled."""
    title = name.removeprefix("more ").replace(" ", "_")
    for column in (f"p_{title}", title):
        if name.startswith("more ") and column in index:
            return index[column].to_numpy(np.float64)
    return yes
