"""A Gaussian with all covariances."""

import torch
from torch import Tensor, nn

from facevae.models.priors.standard import log_normal
from facevae.progress import Progress, silent

LEAST_VARIANCE = 1e-6


def shrunk_covariance(mu: Tensor, logvar: Tensor) -> Tensor:
    """The covariance of samples of the posteriors of N faces, (D, D), float64 on the CPU.

    With few faces the covariances, not the variances, shrink towards zero by D / (N + D).
    """
    count, dimensions = mu.shape
    # On the CPU: not every device has float64.
    mu, variance = mu.cpu().double(), logvar.cpu().double().exp().mean(0)
    centred = mu - mu.mean(0)
    covariance = centred.T @ centred / max(1, count - 1)
    diagonal = torch.diag(covariance.diagonal())
    share = dimensions / (count + dimensions)
    return (1 - share) * covariance + share * diagonal + torch.diag(variance + LEAST_VARIANCE)


class GaussianPrior(nn.Module):
    """One mean and one covariance, scale @ scale.T."""

    def __init__(self, latent_dim: int):
        super().__init__()
        self.noise_dim = latent_dim
        self.register_buffer("mean", torch.zeros(latent_dim))
        self.register_buffer("scale", torch.eye(latent_dim))  # lower triangle

    def fit(self, mu: Tensor, logvar: Tensor, progress: Progress = silent) -> None:
        self.mean.copy_(mu.mean(0))
        self.scale.copy_(torch.linalg.cholesky(shrunk_covariance(mu, logvar)))

    def forward(self, noise: Tensor, temperature: float = 1.0) -> Tensor:
        return self.mean + temperature * noise @ self.scale.T

    def whiten(self, z: Tensor) -> Tensor:
        """The noise that these latents come from, (N, D)."""
        return torch.linalg.solve_triangular(self.scale, (z - self.mean).T, upper=False).T

    def log_prob(self, z: Tensor) -> Tensor:
        return log_normal(self.whiten(z)) - self.scale.diagonal().log().sum()
