"""The standard normal that the KL term measures from, fitted to nothing."""

import math

from torch import Tensor, nn

from facevae.progress import Progress, silent


def log_normal(z: Tensor) -> Tensor:
    """log N(z; 0, I) in nats, (N,)."""
    return -0.5 * (z.square() + math.log(2 * math.pi)).sum(1)


class StandardNormal(nn.Module):
    def __init__(self, latent_dim: int):
        super().__init__()
        self.noise_dim = latent_dim

    def fit(self, mu: Tensor, logvar: Tensor, progress: Progress = silent) -> None:
        """Nothing: it is what it is."""

    def forward(self, noise: Tensor, temperature: float = 1.0) -> Tensor:
        return temperature * noise

    def log_prob(self, z: Tensor) -> Tensor:
        return log_normal(z)
