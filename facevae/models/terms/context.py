"""What a term of the loss may look at."""

from dataclasses import dataclass, field

from torch import Tensor, nn

from facevae import ranks
from facevae.models.distributions import DiagonalGaussian


@dataclass(frozen=True)
class Context:
    """One training step's batch and what the model made of it.

    Args:
        x: the augmented pictures, (N, C, S, S) in 0..1.
        x_hat: reconstructions of the first `len(x_hat)` of them.
        z: latents drawn from the posterior, (N, D).
        labels: `identity`: class numbers (N,), -1 where unknown; each expression column: probabilities of
            the expressions (N, 8), all zero where unknown; `distillation`: another recogniser's vectors
            (N, d), all zero where unknown.
        model: the VAE itself.
        progress: share of the run that is done, 0..1.
        reconstruction_nll: of the faces decoded, in nats.
    """

    x: Tensor
    x_hat: Tensor
    posterior: DiagonalGaussian
    z: Tensor
    model: nn.Module
    labels: dict[str, Tensor] = field(default_factory=dict)
    progress: float = 0.0
    reconstruction_nll: Tensor | None = None


def mean_where(values: Tensor, known: Tensor) -> Tensor:
    """Mean of values (N,) over the known ones of all ranks; 0 with a gradient of 0 where none is known."""
    return ranks.sum((values * known).sum()) / ranks.sum(known.sum()).clamp(min=1)
