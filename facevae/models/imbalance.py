"""Classes of unequal size: how much one face of each counts, in the order of training and in the loss."""

import torch
from torch import Tensor
from torch.nn import functional as F


def class_weights(counts: Tensor, how: str, beta: float = 0.999) -> Tensor:
    """What one face of each class counts, (K,), on average 1 a face; 0 for a class without faces.

    Args:
        counts: faces of each class, (K,).
        how: uniform: all alike; inverse: every class has the same sum; effective: between the two, for the
            more faces a class has, the less a further one adds; root: halfway between uniform and inverse.
        beta: effective only; 0 is uniform, towards 1 it becomes inverse.

    Source: Cui et al. 2019, equation 2 (effective number of samples), https://arxiv.org/abs/1901.05555
    """
    counts = counts.double()
    number = {
        "uniform": torch.ones_like(counts),
        "inverse": counts,
        "root": counts.sqrt(),
        "effective": (1 - beta**counts) / (1 - beta),
    }[how]
    weights = torch.where(counts > 0, 1 / number.clamp(min=1e-12), 0.0)
    return weights * counts.sum() / (weights * counts).sum().clamp(min=1e-12)


def face_weights(labels: Tensor, how: str, beta: float = 0.999) -> Tensor:
    """What each face counts by its class, (N,); one without a label, -1, counts 1.

    So the faces that have a label are evened out among themselves, and their share of all stays.
    """
    known = labels >= 0
    weights = torch.ones(len(labels), dtype=torch.float64)
    if known.any():
        counts = torch.bincount(labels[known])
        weights[known] = class_weights(counts, how, beta)[labels[known]]
    return weights


def focal(logits: Tensor, target: Tensor, gamma: float, weights: Tensor | None = None) -> Tensor:
    """Cross-entropy of each face, (N,), with what the model already knows counted less.

    Args:
        logits: (N, K).
        target: a distribution over the classes for each face, (N, K).
        gamma: 0 is the plain cross-entropy; at 2 a class given a probability of 0.9 counts a hundredth.
        weights: what a face of each class counts, (K,); all alike when absent.

    Source: Lin et al. 2017, equations 4 and 5, https://arxiv.org/abs/1708.02002
    """
    log_probability = F.log_softmax(logits, 1)
    # Not pow of 1 - p: its gradient at p = 1 is infinite for gamma below 1.
    doubt = torch.exp(gamma * torch.log(-torch.expm1(log_probability.clamp(max=-1e-6)))) if gamma else 1.0
    nats = -target * doubt * log_probability
    return (nats if weights is None else nats * weights.to(nats)).sum(1)
