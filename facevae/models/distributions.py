"""The posterior q(z given x) and its divergence from the prior."""

from dataclasses import dataclass

import torch
from torch import Tensor

from facevae import ranks

LOGVAR_RANGE = (-20.0, 10.0)  # beyond it exp() would overflow or the sample would carry no noise at all


@dataclass(frozen=True)
class DiagonalGaussian:
    """A normal distribution with independent dimensions.

    Args:
        mu: means, (N, D).
        logvar: log variances, (N, D).
    """

    mu: Tensor
    logvar: Tensor

    def sample(self, noise: Tensor | None = None, total: int | None = None) -> Tensor:
        """z = mu + sigma * noise, differentiable in mu and logvar.

        Args:
            noise: standard normal, (N, D); drawn from torch's global generator when absent.
            total: rows of all ranks, where they do not share them evenly.

        Source: Kingma and Welling 2014, section 2.4, https://arxiv.org/abs/1312.6114
        """
        noise = ranks.normal(self.mu, total) if noise is None else noise
        return self.mu + torch.exp(0.5 * self.logvar) * noise

    def kl_per_dimension(self) -> Tensor:
        """KL(q || N(0, 1)) of each dimension in nats, (N, D).

        Source: Kingma and Welling 2014, appendix B.
        """
        return 0.5 * (self.mu.square() + self.logvar.exp() - 1.0 - self.logvar)


def split_moments(moments: Tensor) -> DiagonalGaussian:
    """The posterior whose mu and logvar lie side by side in the encoder's answer, (N, 2D)."""
    mu, logvar = moments.float().chunk(2, dim=1)
    return DiagonalGaussian(mu, logvar.clamp(*LOGVAR_RANGE))
