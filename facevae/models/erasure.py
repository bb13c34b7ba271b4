"""Taking a concept out of vectors, so that no linear classifier reads it from them any more."""

import torch
from torch import Tensor

RIDGE = 0.03  # of the mean variance of a feature, added to each: what it may explain by chance


def eraser(features: Tensor, vectors: Tensor, concept: Tensor) -> Tensor:
    """The matrix whose product with the centred features, taken from the vectors, unties them from a concept.

    What the features tell of the concept, linearly, is taken away from the vectors as far as they go along
    with it. Afterwards the covariance of vector and concept is 0, so the class means are equal, and no
    linear classifier does better than one that ignores the vector. The vectors keep their dimensions, for
    the features are many more than they.

    Args:
        features: what the vectors were computed from (N, F).
        vectors: (N, D).
        concept: what they shall not tell (N, K), such as shares of the classes.

    Returns:
        (D, F), float64: `vectors - (features - features.mean(0)) @ matrix.T` are free of it.

    Source: Belrose et al. 2023, theorem 4.3 and appendix on oracle erasure, https://arxiv.org/abs/2306.03819;
        here the features' prediction stands for the oracle's label.
    """
    count, centred = len(features), features - features.mean(0)
    concept = (concept - concept.mean(0)).to(centred)
    told = (centred.T @ concept / count).double()
    covariance = (centred.T @ centred / count).double()
    covariance.diagonal().add_(RIDGE * covariance.diagonal().mean())
    reader = torch.linalg.solve(covariance, told)  # (F, K): predicts the concept
    predicted = told.T @ reader  # (K, K): its covariance with the concept
    tied = ((vectors - vectors.mean(0)).T @ concept / count).double()
    return tied @ torch.linalg.pinv(predicted, rtol=1e-6, hermitian=True) @ reader.T
