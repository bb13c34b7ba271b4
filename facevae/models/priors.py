"""Where to draw latents from, so that what is decoded looks like a face."""

import torch
from torch import Tensor, nn


class FittedPrior(nn.Module):
    """A Gaussian over z with all covariances: the standard normal until it is fitted to faces.

    A VAE's latents of real faces keep correlations that the standard normal has not, the more so the sharper
    it reconstructs; drawing from a Gaussian fitted to them gives faces where the standard normal gives masks.
    The KL term stays that from the standard normal.

    Source: Ghosh et al. 2020, section 4 (ex-post density estimation), https://arxiv.org/abs/1903.12436
    """

    def __init__(self, latent_dim: int):
        super().__init__()
        self.register_buffer("mean", torch.zeros(latent_dim))
        self.register_buffer("scale", torch.eye(latent_dim))  # lower triangle; covariance = scale @ scale.T

    def fit(self, mu: Tensor, logvar: Tensor) -> None:
        """Fit to the posteriors of N faces, (N, D) each: their mean, and the covariance of their samples.

        With few faces the covariances, not the variances, shrink towards zero by D / (N + D).
        """
        count, dimensions = mu.shape
        # On the CPU: not every device has float64.
        mu, variance = mu.cpu().double(), logvar.cpu().double().exp().mean(0)
        centred = mu - mu.mean(0)
        covariance = centred.T @ centred / max(1, count - 1)
        diagonal = torch.diag(covariance.diagonal())
        share = dimensions / (count + dimensions)
        fitted = (1 - share) * covariance + share * diagonal + torch.diag(variance + 1e-6)
        self.mean.copy_(mu.mean(0))
        self.scale.copy_(torch.linalg.cholesky(fitted))

    def forward(self, noise: Tensor, temperature: float = 1.0) -> Tensor:
        """Latents (N, D) from standard normal noise (N, D), their distance from the mean scaled."""
        return self.mean + temperature * noise @ self.scale.T
