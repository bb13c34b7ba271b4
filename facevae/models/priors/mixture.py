"""A mixture of Gaussians, each with all covariances, fitted by expectation maximisation."""

import torch
from torch import Tensor, nn

from facevae.models.priors.gaussian import LEAST_VARIANCE, shrunk_covariance
from facevae.models.priors.standard import log_normal
from facevae.progress import Progress, silent

COMPONENTS = 8
ROUNDS = 60
ENOUGH = 1e-3  # nats a face: a smaller gain ends the rounds


class MixturePrior(nn.Module):
    """Its components' covariances lean on the one of all faces as if D further faces had it.

    Source: Bishop 2006, section 9.2 (EM); Fraley and Raftery 2007 (the leaning),
        https://doi.org/10.1007/s00357-007-0004-5
    """

    def __init__(self, latent_dim: int, components: int = COMPONENTS):
        super().__init__()
        self.noise_dim = latent_dim + 1  # the last number chooses the component
        self.register_buffer("weights", torch.full((components,), 1 / components))
        self.register_buffer("means", torch.zeros(components, latent_dim))
        self.register_buffer("scales", torch.eye(latent_dim).repeat(components, 1, 1))

    def fit(self, mu: Tensor, logvar: Tensor, progress: Progress = silent) -> None:
        pooled = shrunk_covariance(mu, logvar)
        mu, variance = mu.cpu().double(), logvar.cpu().double().exp()
        generator = torch.Generator().manual_seed(0)
        z = mu + variance.sqrt() * torch.randn(mu.shape, generator=generator, dtype=mu.dtype)
        members = self._first_members(z, pooled, generator)
        before = -torch.inf
        for turn in range(ROUNDS):
            progress(turn, ROUNDS, "fitting the mixture")
            parameters = self._maximise(mu, variance, members, pooled)
            joint = _log_joint(z, *parameters)
            now = joint.logsumexp(1).mean()
            members = joint.softmax(1)
            if now - before < ENOUGH:
                break
            before = now
        for kept, value in zip((self.weights, self.means, self.scales), parameters, strict=True):
            kept.copy_(value)

    def _first_members(self, z: Tensor, pooled: Tensor, generator: torch.Generator) -> Tensor:
        """Who belongs where to begin with, (N, K): the nearest of centres drawn far from each other.

        Source: Arthur and Vassilvitskii 2007 (k-means++).
        """
        white = torch.linalg.solve_triangular(torch.linalg.cholesky(pooled), z.T, upper=False).T
        centres = white[:1]
        for _ in range(len(self.weights) - 1):
            distance = torch.cdist(white, centres).amin(1).square() + LEAST_VARIANCE
            centres = torch.cat([centres, white[torch.multinomial(distance, 1, generator=generator)]])
        nearest = torch.cdist(white, centres).argmin(1)
        return nn.functional.one_hot(nearest, len(centres)).to(z)

    @staticmethod
    def _maximise(mu: Tensor, variance: Tensor, members: Tensor, pooled: Tensor) -> tuple[Tensor, ...]:
        """Weights (K,), means (K, D) and lower triangles (K, D, D) that suit the members best."""
        dimensions = mu.shape[1]
        sizes = members.sum(0)
        means = members.T @ mu / sizes.clamp(min=LEAST_VARIANCE)[:, None]
        scales = []
        for size, mean, share in zip(sizes, means, members.T, strict=True):
            centred = mu - mean
            scatter = (share[:, None] * centred).T @ centred + torch.diag(share @ variance)
            scales.append(torch.linalg.cholesky((scatter + dimensions * pooled) / (size + dimensions)))
        return sizes / sizes.sum(), means, torch.stack(scales)

    def forward(self, noise: Tensor, temperature: float = 1.0) -> Tensor:
        place = torch.special.ndtr(noise[:, -1].contiguous())
        bounds = self.weights.cumsum(0)
        chosen = torch.searchsorted(bounds, place * bounds[-1]).clamp(max=len(bounds) - 1)
        z = self.means[chosen] + torch.einsum("nij,nj->ni", self.scales[chosen], noise[:, :-1])
        mean = self.weights @ self.means
        return mean + temperature * (z - mean)

    def log_prob(self, z: Tensor) -> Tensor:
        return _log_joint(z, self.weights, self.means, self.scales).logsumexp(1)


def _log_joint(z: Tensor, weights: Tensor, means: Tensor, scales: Tensor) -> Tensor:
    """log p(z and component k) in nats, (N, K)."""
    columns = []
    for weight, mean, scale in zip(weights, means, scales, strict=True):
        white = torch.linalg.solve_triangular(scale, (z - mean).T, upper=False).T
        columns.append(weight.log() + log_normal(white) - scale.diagonal().log().sum())
    return torch.stack(columns, 1)
