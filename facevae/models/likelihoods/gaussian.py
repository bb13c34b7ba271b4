"""Gaussian pixels of one fixed variance."""

import math

import torch
from torch import Tensor

from facevae.models.config import ModelConfig
from facevae.models.likelihoods.pixelwise import Pixelwise


def gaussian_nll(x: Tensor, x_hat: Tensor, variance: Tensor) -> Tensor:
    """-log N(x; x_hat, variance) in nats per image, (N,), pixels in 0..1."""
    squared_error = (x - x_hat).square().flatten(1).sum(1)
    dimensions = x[0].numel()
    return 0.5 * (squared_error / variance + dimensions * torch.log(2 * math.pi * variance))


class Gaussian(Pixelwise):
    def __init__(self, config: ModelConfig):
        super().__init__(config)
        self.register_buffer("variance", torch.tensor(config.variance))

    def forward(self, x: Tensor, x_hat: Tensor) -> Tensor:
        return gaussian_nll(x, x_hat, self.variance)
