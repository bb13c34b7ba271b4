"""How near to the latents of real faces each prior draws."""

from typing import Any

import numpy as np
import torch
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score

from facevae.data.faceset import FaceSet
from facevae.errors import FaceSetError
from facevae.latents.codec import Codec, Encoded
from facevae.latents.priors import FITTED, evenly, fit, posteriors
from facevae.models.registry import PRIORS
from facevae.progress import Progress, silent

JUDGED_FACES = 2000
FOLDS = 3


def compare(
    codec: Codec,
    face_set: FaceSet,
    split: str | None = None,
    priors: tuple[str, ...] = tuple(PRIORS),
    progress: Progress = silent,
) -> dict[str, Any]:
    """Each prior fitted to a checkpoint's latents of training faces, and judged by those of held-out faces.

    Args:
        split: of the faces to judge by; by default test, in a set without it validation.

    Returns:
        `priors`: by name the `log_likelihood` of a held-out face's latents in nats, and of as many drawn
        ones the `frechet` distance and the `two_sample` accuracy; `reference`: what the training faces'
        own latents get in their place; `chosen`: the checkpoint's own prior; `n`, `fitted_on`, `split`.

    Raises:
        FaceSetError: the set has no training faces, or none to judge by.
    """
    split = split or next((name for name in ("test", "validation") if len(face_set.rows(name))), "test")
    fitted_on, held_out = (
        _encoded(codec, face_set, name, most, progress)
        for name, most in (("train", FITTED), (split, JUDGED_FACES))
    )
    known, real = _samples(fitted_on, seed=0), _samples(held_out, seed=1)
    judged = {}
    for done, name in enumerate(priors):
        progress(done, len(priors), f"fitting the {name} prior")
        prior = fit(name, fitted_on)
        with torch.no_grad():
            noise = torch.randn(len(real), prior.noise_dim, generator=torch.Generator().manual_seed(2))
            drawn, log_likelihood = prior(noise).numpy(), prior.log_prob(torch.from_numpy(real))
        judged[name] = {"log_likelihood": float(log_likelihood.mean())} | _apart(drawn, real)
    return {
        "checkpoint": codec.checkpoint.name,
        "data": face_set.name,
        "split": split,
        "n": len(real),
        "fitted_on": len(known),
        "chosen": codec.config.prior,
        "priors": judged,
        "reference": _apart(known[: len(real)], real),
    }


def _encoded(codec: Codec, face_set: FaceSet, split: str, most: int, progress: Progress) -> Encoded:
    """Posteriors of at most so many faces of a split, evenly taken."""
    rows = face_set.rows(split)
    if len(rows) < FOLDS:
        raise FaceSetError(
            f"“{face_set.name}” has too few faces in split “{split}”.", "Import more of them, with splits."
        )
    return posteriors(codec, face_set, evenly(rows, most), progress)


def _samples(encoded: Encoded, seed: int) -> np.ndarray:
    """One latent drawn from each posterior, (N, D)."""
    noise = np.random.default_rng(seed).standard_normal(encoded.mu.shape, np.float32)
    return encoded.mu + np.exp(0.5 * encoded.logvar) * noise


def _apart(drawn: np.ndarray, real: np.ndarray) -> dict[str, float]:
    return {"frechet": frechet(drawn, real), "two_sample": two_sample(drawn, real)}


def frechet(first: np.ndarray, second: np.ndarray) -> float:
    """Squared Fréchet distance between two sets of vectors, (N, D) and (M, D), each taken as a Gaussian.

    Source: Dowson and Landau 1982, equation 4; Heusel et al. 2017, https://arxiv.org/abs/1706.08500
    """
    covariances = [np.cov(vectors.astype(np.float64), rowvar=False) for vectors in (first, second)]
    values, axes = np.linalg.eigh(covariances[0])
    root = (axes * np.sqrt(values.clip(min=0))) @ axes.T
    shared = np.sqrt(np.linalg.eigvalsh(root @ covariances[1] @ root).clip(min=0)).sum()
    between = np.square(first.mean(0) - second.mean(0)).sum()
    return float(between + sum(map(np.trace, covariances)) - 2 * shared)


def two_sample(first: np.ndarray, second: np.ndarray, seed: int = 0) -> float:
    """How often a random forest tells on unseen vectors which of two sets they are from; 0.5: never better.

    Source: Lopez-Paz and Oquab 2017, section 3, https://arxiv.org/abs/1610.06545
    """
    count = min(len(first), len(second))
    vectors = np.concatenate([first[:count], second[:count]])
    forest = RandomForestClassifier(200, random_state=seed)
    return float(cross_val_score(forest, vectors, np.repeat([0, 1], count), cv=FOLDS).mean())
