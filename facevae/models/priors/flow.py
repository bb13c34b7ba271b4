"""A flow that carries noise to latents along nearly straight lines, learned by flow matching."""

import copy
import math
from itertools import pairwise

import torch
from torch import Tensor, nn

from facevae.models.priors.gaussian import GaussianPrior
from facevae.models.priors.standard import log_normal
from facevae.progress import Progress, silent

WIDTH = 256
WAVES = 8  # pairs of sine and cosine that tell the time
STEPS = 3000  # of its training: about a minute on one core
BATCH = 256
RATE = 1e-3
DECAY = 0.998  # of the running mean of its weights
STRIDES = 20  # of its solver
MOMENTS = 8192  # latents drawn to measure their mean and covariance


class Correction(nn.Module):
    """What the velocity has beyond that of a Gaussian: a small perceptron, at first 0."""

    def __init__(self, latent_dim: int):
        super().__init__()
        sizes = [latent_dim + 2 * WAVES, WIDTH, WIDTH, WIDTH]
        layers = [part for a, b in pairwise(sizes) for part in (nn.Linear(a, b), nn.SiLU())]
        last = nn.Linear(WIDTH, latent_dim)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        self.body = nn.Sequential(*layers, last)

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        """(N, D) at places x (N, D) and times t (N, 1) in 0..1."""
        waves = math.pi * t * torch.arange(1, WAVES + 1, device=x.device)
        return self.body(torch.cat([x, waves.sin(), waves.cos()], 1))


def gaussian_velocity(t: Tensor) -> Tensor:
    """The factor of x in the velocity that carries standard normal noise to standard normal noise."""
    return (2 * t - 1) / (t.square() + (1 - t).square())


class FlowPrior(nn.Module):
    """A Gaussian, and a flow of its noise: whatever the flow learns comes on top of the Gaussian.

    Source: Liu et al. 2023 (rectified flow), equation 1, https://arxiv.org/abs/2209.03003
    """

    def __init__(self, latent_dim: int):
        super().__init__()
        self.noise_dim = latent_dim
        self.gaussian = GaussianPrior(latent_dim)
        self.correction = Correction(latent_dim).requires_grad_(False)

    def velocity(self, x: Tensor, t: float) -> Tensor:
        times = torch.full_like(x[:, :1], t)
        return gaussian_velocity(times) * x + self.correction(x, times)

    def fit(self, mu: Tensor, logvar: Tensor, progress: Progress = silent) -> None:
        self.gaussian.fit(mu, logvar)
        centres = self.gaussian.whiten(mu)
        spread = torch.exp(0.5 * logvar)
        with torch.inference_mode(False), torch.enable_grad():
            self.correction.load_state_dict(self._learned(centres.clone(), spread.clone(), progress))
        self._restore_moments()

    def _restore_moments(self) -> None:
        """Let what is drawn have the mean and covariance of the Gaussian again.

        A velocity learned from few faces draws them too near to each other.
        """
        noise = torch.randn(MOMENTS, self.noise_dim, generator=torch.Generator().manual_seed(0))
        mean, scale = self.gaussian.mean.clone(), self.gaussian.scale.clone()
        white = self.gaussian.whiten(self(noise.to(mean)))
        spread = torch.linalg.cholesky(torch.cov(white.T))
        self.gaussian.scale.copy_(torch.linalg.solve_triangular(spread, scale, upper=False, left=False))
        self.gaussian.mean.copy_(mean - self.gaussian.scale @ white.mean(0))

    def _learned(self, centres: Tensor, spread: Tensor, progress: Progress) -> dict[str, Tensor]:
        """The weights after training on whitened posteriors.

        Args:
            centres: their whitened means, (N, D).
            spread: their standard deviations before whitening, (N, D).
        """
        generator = torch.Generator().manual_seed(0)
        network = Correction(centres.shape[1]).to(centres)
        mean = copy.deepcopy(network).requires_grad_(False)
        optimiser = torch.optim.AdamW(network.parameters(), RATE)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
        inverse = torch.linalg.inv(self.gaussian.scale).clone().T

        def normal(*shape: int) -> Tensor:
            return torch.randn(shape, generator=generator).to(centres)

        for step in range(STEPS):
            progress(step, STEPS, "fitting the flow")
            chosen = torch.randint(len(centres), (BATCH,), generator=generator).to(centres.device)
            end = centres[chosen] + (spread[chosen] * normal(*centres[chosen].shape)) @ inverse
            start, t = normal(*end.shape), torch.rand(BATCH, 1, generator=generator).to(centres)
            x = (1 - t) * start + t * end
            error = gaussian_velocity(t) * x + network(x, t) - (end - start)
            optimiser.zero_grad(set_to_none=True)
            error.square().mean().backward()
            optimiser.step()
            schedule.step()
            decay = min(DECAY, (1 + step) / (10 + step))
            torch._foreach_lerp_(list(mean.parameters()), list(network.parameters()), 1 - decay)
        return mean.state_dict()

    def forward(self, noise: Tensor, temperature: float = 1.0) -> Tensor:
        """Solved by Heun's method in equal strides."""
        x, stride = temperature * noise, 1 / STRIDES
        for step in range(STRIDES):
            first = self.velocity(x, step * stride)
            second = self.velocity(x + stride * first, (step + 1) * stride)
            x = x + 0.5 * stride * (first + second)
        return self.gaussian(x)

    def log_prob(self, z: Tensor) -> Tensor:
        """Solved backwards; the divergence is estimated along one random direction a face, without bias.

        Source: Grathwohl et al. 2019, equations 3 and 7, https://arxiv.org/abs/1810.01367
        """
        generator = torch.Generator().manual_seed(0)
        probe = torch.randint(2, z.shape, generator=generator).to(z) * 2 - 1
        x, stride, divergence = self.gaussian.whiten(z), 1 / STRIDES, torch.zeros_like(z[:, 0])
        for step in range(STRIDES, 0, -1):
            first, here = self._with_divergence(x, step * stride, probe)
            second, there = self._with_divergence(x - stride * first, (step - 1) * stride, probe)
            x = x - 0.5 * stride * (first + second)
            divergence = divergence + 0.5 * stride * (here + there)
        return log_normal(x) - divergence - self.gaussian.scale.diagonal().log().sum()

    def _with_divergence(self, x: Tensor, t: float, probe: Tensor) -> tuple[Tensor, Tensor]:
        velocity, pull = torch.func.vjp(lambda place: self.velocity(place, t), x)
        return velocity, (pull(probe)[0] * probe).sum(1)
