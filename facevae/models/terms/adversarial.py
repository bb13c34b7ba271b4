"""A discriminator looks at patches, and reconstructions learn to pass it."""

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

from facevae import ranks
from facevae.models.config import ModelConfig
from facevae.models.terms.context import Context
from facevae.models.terms.pull import as_hard_as_pixels

WIDTH = 32  # channels at half resolution, doubled at each halving
MOST_HALVINGS = 3  # so that a patch is some twenty pixels wide
RISE = 0.05  # share of the run over which the model begins to listen, while the discriminator learns


def patch_discriminator(channels: int, size: int) -> nn.Sequential:
    """From images (N, C, S, S) in 0..1 to one number a patch, (N, 1, h, w): above 0 means real.

    Source: Isola et al. 2017, section 3.2.2, https://arxiv.org/abs/1611.07004; spectral normalisation keeps
    its slope in bounds: Miyato et al. 2018, https://arxiv.org/abs/1802.05957
    """
    halvings = max(1, min(MOST_HALVINGS, (size // 8).bit_length() - 1))
    layers: list[nn.Module] = []
    for level in range(halvings):
        out = WIDTH * 2**level
        layers += [spectral_norm(nn.Conv2d(channels, out, 4, 2, 1)), nn.LeakyReLU(0.2)]
        channels = out
    return nn.Sequential(*layers, spectral_norm(nn.Conv2d(channels, 1, 3, padding=1)))


class AdversarialTerm(nn.Module):
    """The hinge loss of the discriminator, and what the model loses by reconstructions that it sees through.

    The discriminator's own loss knows the reconstructions as fixed, the model's the discriminator, so that
    one optimiser trains both.

    Args:
        start: share of the run after which it begins.

    Attributes:
        logged: `accuracy`, the share of patches that the discriminator told rightly: near 0.5 it has nothing
            to say any more, near 1 nothing passes it.

    Source: Lim and Ye 2017, https://arxiv.org/abs/1705.02894 (hinge)
    """

    def __init__(self, config: ModelConfig, start: float = 0.5):
        super().__init__()
        self.start = start
        self.discriminator = patch_discriminator(config.channels, config.size)
        self.logged: dict[str, Tensor] = {}

    def forward(self, context: Context) -> Tensor:
        x_hat = context.x_hat
        if context.progress < self.start:
            return x_hat.new_zeros(())
        own = self._own(context.x[: len(x_hat)], x_hat.detach())
        fixed = {name: value.detach() for name, value in self.discriminator.named_parameters()}
        seen_through = -ranks.mean(torch.func.functional_call(self.discriminator, fixed, (x_hat,)))
        heard = min(1.0, (context.progress - self.start) / RISE)
        return own + heard * as_hard_as_pixels(context, seen_through)

    def _own(self, real: Tensor, fake: Tensor) -> Tensor:
        of_real, of_fake = self.discriminator(real), self.discriminator(fake)
        right = ranks.mean((of_real > 0).float()) + ranks.mean((of_fake < 0).float())
        self.logged = {"accuracy": right.detach() / 2}
        return ranks.mean(functional.relu(1 - of_real)) + ranks.mean(functional.relu(1 + of_fake))
