"""Residual encoder with batch normalisation, for latents that are to tell people and expressions apart.

Batch statistics, and features left out at random before the latent, keep a small set of faces from being
learned by heart. The decoder is that of `residual`.
"""

from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional

from facevae import ranks
from facevae.models.backbones import residual
from facevae.models.backbones.conv import BOTTOM, widths
from facevae.models.batch_norm import BatchNorm
from facevae.models.config import ModelConfig

decoder = residual.decoder


def _convolution(inputs: int, outputs: int, size: int, stride: int = 1) -> list[nn.Module]:
    padding = (size - stride) // 2
    return [nn.Conv2d(inputs, outputs, size, stride, padding, bias=False), BatchNorm(outputs)]


class Block(nn.Module):
    """relu(x + norm(conv(relu(norm(conv(x)))))); the last normalisation starts at zero.

    Source: He et al. 2016, https://arxiv.org/abs/1512.03385; Goyal et al. 2017, section 5.1,
        https://arxiv.org/abs/1706.02677 (the start)
    """

    def __init__(self, channels: int):
        super().__init__()
        self.body = nn.Sequential(
            *_convolution(channels, channels, 3), nn.ReLU(inplace=True), *_convolution(channels, channels, 3)
        )
        nn.init.zeros_(self.body[-1].weight)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.body(x), inplace=True)


class Dropout(nn.Module):
    """As torch's own, but with what is left out drawn for the global batch, whoever shares it.

    Source: Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html
    """

    def __init__(self, share: float):
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.share:
            return x
        return x * (ranks.uniform(x) >= self.share) / (1 - self.share)


def encoder(config: ModelConfig, out: int) -> nn.Module:
    """`blocks` at each resolution, but one at the first, where it costs most time, and one at the last, where
    it costs most weights."""
    levels, blocks = widths(config), config.encoder_blocks or config.blocks
    layers = [nn.PixelUnshuffle(2), *_convolution(4 * config.channels, levels[0], 3), nn.ReLU(inplace=True)]
    layers += [Block(levels[0])]
    repeats = [blocks] * (len(levels) - 2) + [1]
    for (a, b), times in zip(pairwise(levels), repeats, strict=True):
        layers += [*_convolution(a, b, 2, 2), nn.ReLU(inplace=True), *(Block(b) for _ in range(times))]
    layers += [nn.Flatten(), Dropout(config.dropout), nn.Linear(levels[-1] * BOTTOM**2, out)]
    return nn.Sequential(*layers)
