"""What the rest of a latent is like where some of its numbers are known."""

import numpy as np

Mixture = tuple[np.ndarray, np.ndarray, np.ndarray]  # weights (K,), means (K, D), covariances (K, D, D)


def given(mixture: Mixture, known: np.ndarray, values: np.ndarray) -> Mixture:
    """The Gaussians of the unknown numbers, given the known ones.

    Args:
        known: (D,) bool.
        values: those of the known numbers, in order.

    Source: Bishop 2006, equations 2.81 and 2.82; the weights by Bayes' rule.
    """
    weights, means, covariances = mixture
    logs, moved, narrowed = [], [], []
    for weight, mean, covariance in zip(weights, means, covariances, strict=True):
        within, across = covariance[np.ix_(known, known)], covariance[np.ix_(~known, known)]
        off = values - mean[known]
        pull = np.linalg.solve(within, off)
        logs.append(np.log(weight) - 0.5 * (off @ pull + np.linalg.slogdet(within)[1]))
        moved.append(mean[~known] + across @ pull)
        narrowed.append(covariance[np.ix_(~known, ~known)] - across @ np.linalg.solve(within, across.T))
    share = np.exp(np.array(logs) - np.max(logs))
    return share / share.sum(), np.stack(moved), np.stack(narrowed)


def draw(mixture: Mixture, count: int, rng: np.random.Generator, temperature: float = 1.0) -> np.ndarray:
    """Latents (count, D) of a mixture, spread about its mean by the temperature."""
    weights, means, covariances = mixture
    places = rng.random(count)  # two streams of one length each, so that fewer are the first of more
    noise = rng.standard_normal((count, means.shape[1]))
    chosen = np.minimum(np.searchsorted(weights.cumsum(), places), len(weights) - 1)
    scales = np.linalg.cholesky(covariances)
    z = means[chosen] + np.einsum("nij,nj->ni", scales[chosen], noise)
    middle = weights @ means
    return middle + temperature * (z - middle)
