"""A reconstruction looks like its picture to a network that has learned to see."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from facevae import ranks
from facevae.models.config import ModelConfig
from facevae.models.terms.context import Context
from facevae.models.terms.pull import as_hard_as_pixels

Features = Callable[[Tensor], list[Tensor]]


def unit_channels(level: Tensor) -> Tensor:
    """Features (N, C, h, w), those of each place scaled to length 1."""
    return level / (level.square().sum(1, keepdim=True) + 1e-10).sqrt()


def distance(levels: list[Tensor], wanted: list[Tensor]) -> Tensor:
    """How differently two batches look, (N,): squared differences, summed over channels and levels.

    Source: Zhang et al. 2018, equation 1, https://arxiv.org/abs/1801.03924
    """
    apart = [(a - b).square().sum(1).mean((1, 2)) for a, b in zip(levels, wanted, strict=True)]
    return torch.stack(apart).sum(0)


class PerceptualTerm(nn.Module):
    """Distance of picture and reconstruction in the features of a frozen network.

    Args:
        features: from images (N, C, S, S) in 0..1 to levels (N, c, h, w), scaled by `unit_channels`. It is no
            part of what is trained or kept.
    """

    def __init__(self, config: ModelConfig, features: Features):
        super().__init__()
        self.features = features

    def forward(self, context: Context) -> Tensor:
        x_hat = context.x_hat
        with torch.no_grad():
            wanted = self.features(context.x[: len(x_hat)])
        loss = ranks.mean(distance(self.features(x_hat), wanted))
        return as_hard_as_pixels(context, loss)
