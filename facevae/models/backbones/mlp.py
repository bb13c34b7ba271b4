"""Fully connected encoder and decoder, as in the article."""

from itertools import pairwise

from torch import nn

from facevae.models.config import ModelConfig


def _layers(sizes: list[int]) -> list[nn.Module]:
    """Linear layers with a ReLU after each but the last."""
    layers = [part for a, b in pairwise(sizes) for part in (nn.Linear(a, b), nn.ReLU())]
    return layers[:-1]


def encoder(config: ModelConfig, out: int) -> nn.Module:
    pixels = config.channels * config.size**2
    return nn.Sequential(nn.Flatten(), *_layers([pixels, *config.hidden, out]))


def decoder(config: ModelConfig, channels: int) -> nn.Module:
    shape = (channels, config.size, config.size)
    pixels = channels * config.size**2
    return nn.Sequential(
        *_layers([config.latent_dim, *reversed(config.hidden), pixels]), nn.Unflatten(1, shape)
    )
