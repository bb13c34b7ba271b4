"""Gaussian pixels of the variance that makes the data likeliest: the mean squared error."""

import torch
from torch import Tensor

from facevae import ranks
from facevae.models.config import ModelConfig
from facevae.models.likelihoods.gaussian import gaussian_nll
from facevae.models.likelihoods.pixelwise import Pixelwise, follow


class CalibratedGaussian(Pixelwise):
    """In training the variance is the global batch's own; what is kept for later is its running mean.

    So no weight between reconstruction and KL needs tuning by hand.

    Source: Rybkin et al. 2021, section 3.2, https://arxiv.org/abs/2006.13202
    """

    def __init__(self, config: ModelConfig):
        super().__init__(config)
        self.register_buffer("variance", torch.tensor(0.05))

    def forward(self, x: Tensor, x_hat: Tensor) -> Tensor:
        if not self.training:
            return gaussian_nll(x, x_hat, self.variance)
        return gaussian_nll(x, x_hat, follow(self.variance, ranks.mean((x - x_hat).square())))
