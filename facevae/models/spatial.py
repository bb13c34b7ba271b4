"""A small latent of 8x8 places beside the vector, for the detail that a vector cannot hold.

It sees the picture and what the vector alone makes of it, and adds what is missing. Nothing of it reaches
back: the vector, and what it alone decodes to, are the same with and without it.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from facevae.models.backbones.residual import Block, norm
from facevae.models.config import ModelConfig
from facevae.models.distributions import DiagonalGaussian, split_moments
from facevae.models.likelihoods.calibrated import CalibratedGaussian

PLACES = 8
EDGE = 1e-3  # pixels are kept so far from 0 and 1 that their logit stays finite


@dataclass(frozen=True)
class Detail:
    """One pass with both latents: x_hat (N, C, S, S), nll and KL of the spatial latent (N,) in nats."""

    x_hat: Tensor
    posterior: DiagonalGaussian
    reconstruction_nll: Tensor
    kl: Tensor


class SpatialLatent(nn.Module):
    """Encodes what the vector misses into (N, K, 8, 8) and adds it to the vector's reconstruction."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        channels, width, latent = config.channels, config.width, config.spatial_channels
        halvings = (config.size // 2 // PLACES).bit_length() - 1
        levels = [width * 2**level for level in range(halvings + 1)]
        down: list[nn.Module] = [nn.Conv2d(8 * channels, width, 3, padding=1)]
        up: list[nn.Module] = [nn.Conv2d(latent, levels[-1], 3, padding=1)]
        for level in levels[:-1]:
            down += [Block(level), nn.Conv2d(level, 2 * level, 2, stride=2)]
        for level in levels[:0:-1]:
            up += [Block(level), nn.Conv2d(level, 2 * level, 1), nn.PixelShuffle(2)]
        down += [Block(levels[-1]), norm(levels[-1]), nn.SiLU(), nn.Conv2d(levels[-1], 2 * latent, 1)]
        self.encoder, self.decoder = nn.Sequential(*down), nn.Sequential(*up)
        self.seen = nn.Conv2d(4 * channels, width, 3, padding=1)
        last = nn.Conv2d(width, 4 * channels, 3, padding=1)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        self.answer = nn.Sequential(Block(width), norm(width), nn.SiLU(), last)
        self.likelihood = CalibratedGaussian(config)

    def encode(self, x: Tensor, x_hat: Tensor) -> DiagonalGaussian:
        """The posterior of what the vector's reconstruction misses; mu and logvar (N, K * 64)."""
        both = torch.cat([x, x_hat], 1) * 2 - 1
        return split_moments(self.encoder(functional.pixel_unshuffle(both, 2)).flatten(1))

    def decode(self, s: Tensor, x_hat: Tensor) -> Tensor:
        """The picture (N, C, S, S) of a spatial latent (N, K * 64) and of the vector's reconstruction."""
        places = s.view(len(s), -1, PLACES, PLACES)
        seen = self.seen(functional.pixel_unshuffle(x_hat * 2 - 1, 2))
        missing = functional.pixel_shuffle(self.answer(self.decoder(places) + seen), 2)
        return torch.sigmoid(torch.logit(x_hat.float(), EDGE) + missing.float())

    def forward(self, x: Tensor, x_hat: Tensor, total: int | None = None) -> Detail:
        """Encode, sample in training (take the mean in evaluation), decode.

        Args:
            x_hat: what the vector alone makes of x; no gradient reaches it.
            total: faces of all ranks, where they do not share them evenly.
        """
        x_hat = x_hat.detach()
        posterior = self.encode(x, x_hat)
        answer = self.decode(posterior.sample(total=total) if self.training else posterior.mu, x_hat)
        nll = self.likelihood(x, answer)
        return Detail(answer, posterior, nll, posterior.kl_per_dimension().sum(1))
