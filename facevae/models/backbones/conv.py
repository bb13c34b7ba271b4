"""Strided convolutions down to 4x4 and transposed ones back, each with batch normalisation."""

from itertools import pairwise

from torch import nn

from facevae.models.batch_norm import BatchNorm
from facevae.models.config import ModelConfig

BOTTOM = 4  # pixels on a side where the image turns into a vector
WIDEST = 8  # times the first width


def widths(config: ModelConfig) -> list[int]:
    """Channels at size/2, size/4, ... 4 pixels: doubled at each halving up to a limit."""
    halvings = (config.size // BOTTOM).bit_length() - 1
    return [config.width * min(2**level, WIDEST) for level in range(halvings)]


def encoder(config: ModelConfig, out: int) -> nn.Module:
    layers: list[nn.Module] = []
    for a, b in pairwise([config.channels, *widths(config)]):
        layers += [nn.Conv2d(a, b, 4, 2, 1, bias=False), BatchNorm(b), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(widths(config)[-1] * BOTTOM**2, out))


def decoder(config: ModelConfig, channels: int) -> nn.Module:
    up = widths(config)[::-1]
    layers: list[nn.Module] = [
        nn.Linear(config.latent_dim, up[0] * BOTTOM**2),
        nn.Unflatten(1, (up[0], BOTTOM, BOTTOM)),
        nn.LeakyReLU(0.2),
    ]
    for a, b in pairwise(up):
        layers += [nn.ConvTranspose2d(a, b, 4, 2, 1, bias=False), BatchNorm(b), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, nn.ConvTranspose2d(up[-1], channels, 4, 2, 1))
