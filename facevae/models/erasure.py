"""Taking a concept out of vectors, so that no linear classifier reads it from them any more."""

import torch
from torch import Tensor

SMALLEST = 1e-4  # correlations below this share of the largest count as none
RIDGE = 1e-6  # share of the mean variance added to every direction, for those that do not vary


def eraser(x: Tensor, concept: Tensor) -> tuple[Tensor, Tensor]:
    """The affine map x -> (x - mean) @ matrix.T + mean that unties vectors from a concept, moving them least.

    Afterwards the covariance of vector and concept is 0, so the class means are equal, and no linear
    classifier does better than one that ignores the vector.

    Args:
        x: vectors (N, D).
        concept: what they shall not tell (N, K), such as shares of the classes.

    Returns:
        matrix (D, D) and mean (D,), both float64.

    Source: Belrose et al. 2023, theorem 4.3, https://arxiv.org/abs/2306.03819
    """
    x, concept = x.double(), concept.double()
    mean = x.mean(0)
    centred = x - mean
    covariance = centred.T @ centred / len(x)
    covariance += RIDGE * covariance.diagonal().mean() * torch.eye(len(mean), dtype=x.dtype, device=x.device)
    values, vectors = torch.linalg.eigh(covariance)
    whiten = vectors * values.rsqrt() @ vectors.T
    colour = vectors * values.sqrt() @ vectors.T
    tied = whiten @ (centred.T @ (concept - concept.mean(0)) / len(x))
    directions, strengths, _ = torch.linalg.svd(tied, full_matrices=False)
    directions = directions[:, strengths > SMALLEST * strengths.max()]
    return torch.eye(len(mean), dtype=x.dtype, device=x.device) - colour @ directions @ (
        directions.T @ whiten
    ), mean
