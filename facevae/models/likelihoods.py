"""p(x given z): how far a reconstruction is from the image, in nats."""

import math

import torch
from torch import Tensor, nn

from facevae.models.config import ModelConfig

VARIANCE_FLOOR = 1e-6  # a quarter of one grey level, squared: keeps the logarithm finite


def gaussian_nll(x: Tensor, x_hat: Tensor, variance: Tensor) -> Tensor:
    """-log N(x; x_hat, variance) in nats per image, (N,), pixels in 0..1."""
    squared_error = (x - x_hat).square().flatten(1).sum(1)
    dimensions = x[0].numel()
    return 0.5 * (squared_error / variance + dimensions * torch.log(2 * math.pi * variance))


class Gaussian(nn.Module):
    """Gaussian pixels of one fixed variance."""

    def __init__(self, variance: float):
        super().__init__()
        self.register_buffer("variance", torch.tensor(variance))

    def forward(self, x: Tensor, x_hat: Tensor) -> Tensor:
        return gaussian_nll(x, x_hat, self.variance)


class CalibratedGaussian(nn.Module):
    """Gaussian pixels of the variance that makes the data likeliest: the mean squared error.

    In training it is the batch's own; what is kept for later is its running mean. So no weight
    between reconstruction and KL needs tuning by hand.

    Source: Rybkin et al. 2021, section 3.2, https://arxiv.org/abs/2006.13202
    """

    momentum = 0.01

    def __init__(self):
        super().__init__()
        self.register_buffer("variance", torch.tensor(0.05))

    def forward(self, x: Tensor, x_hat: Tensor) -> Tensor:
        if not self.training:
            return gaussian_nll(x, x_hat, self.variance)
        # Detached: the gradient of D/2 log(mse) is the same with the variance held fixed at the optimum.
        best = (x - x_hat).detach().square().mean().clamp(min=VARIANCE_FLOOR)
        self.variance.lerp_(best.to(self.variance), self.momentum)
        return gaussian_nll(x, x_hat, best)


def build_likelihood(config: ModelConfig) -> nn.Module:
    return Gaussian(config.variance) if config.likelihood == "gaussian" else CalibratedGaussian()
