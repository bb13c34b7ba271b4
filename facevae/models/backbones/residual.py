"""Residual encoder and decoder: pre-activation blocks with group normalisation at 32, 16, 8 and 4 pixels.

Nothing is computed at full resolution: the stem gathers 2x2 pixels into channels and the last layer
spreads them again, which costs a quarter of the time and, behind a bottleneck of a hundred numbers,
no quality that could be measured.
"""

from itertools import pairwise

from torch import Tensor, nn

from facevae.models.backbones.conv import BOTTOM, widths
from facevae.models.config import ModelConfig

GROUP_CHANNELS = 16


def norm(channels: int) -> nn.Module:
    """Groups of 16 channels, or of the next more that leave none over."""
    groups = max(1, channels // GROUP_CHANNELS)
    while channels % groups:
        groups -= 1
    return nn.GroupNorm(groups, channels)


class Block(nn.Module):
    """x + conv(act(norm(conv(act(norm(x)))))); the last convolution starts at zero.

    Source: He et al. 2016, https://arxiv.org/abs/1603.05027
    """

    def __init__(self, channels: int):
        super().__init__()
        last = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        self.body = nn.Sequential(
            norm(channels),
            nn.SiLU(),
            nn.Conv2d(channels, channels, 3, padding=1),
            norm(channels),
            nn.SiLU(),
            last,
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


def encoder(config: ModelConfig, out: int) -> nn.Module:
    levels, blocks = widths(config), config.encoder_blocks or config.blocks
    layers: list[nn.Module] = [nn.PixelUnshuffle(2), nn.Conv2d(4 * config.channels, levels[0], 3, padding=1)]
    for a, b in pairwise(levels):
        layers += [Block(a) for _ in range(blocks)]
        layers += [nn.Conv2d(a, b, 2, stride=2)]
    layers += [Block(levels[-1]) for _ in range(blocks)]
    layers += [norm(levels[-1]), nn.SiLU(), nn.Flatten(), nn.Linear(levels[-1] * BOTTOM**2, out)]
    return nn.Sequential(*layers)


def decoder(config: ModelConfig, channels: int) -> nn.Module:
    levels = widths(config)[::-1]
    layers: list[nn.Module] = [
        nn.Linear(config.latent_dim, levels[0] * BOTTOM**2),
        nn.Unflatten(1, (levels[0], BOTTOM, BOTTOM)),
    ]
    for a, b in pairwise(levels):
        layers += [Block(a) for _ in range(config.blocks)]
        layers += [nn.Conv2d(a, 4 * b, 1), nn.PixelShuffle(2)]
    layers += [Block(levels[-1]) for _ in range(config.blocks)]
    layers += [norm(levels[-1]), nn.SiLU(), nn.Conv2d(levels[-1], 4 * channels, 3, padding=1)]
    return nn.Sequential(*layers, nn.PixelShuffle(2))
