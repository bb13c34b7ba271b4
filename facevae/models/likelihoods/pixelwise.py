"""What likelihoods have in common whose only parameter of a pixel is its mean."""

import torch
from torch import Tensor, nn

from facevae.models.config import ModelConfig

SPREAD_FLOOR = 1e-6  # keeps the logarithm of a perfect reconstruction finite
MOMENTUM = 0.01


class Pixelwise(nn.Module):
    """The decoder's answer, squashed to 0..1, is x_hat."""

    discrete = False

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.channels = config.channels

    def read(self, raw: Tensor) -> Tensor:
        return torch.sigmoid(raw)

    def mean(self, answer: Tensor) -> Tensor:
        return answer


def follow(kept: Tensor, best: Tensor) -> Tensor:
    """The batch's best spread, bounded below; what is kept for later moves a little towards it.

    Detached: the gradient of a nll at its best spread is the same with the spread held fixed.
    """
    best = best.detach().clamp(min=SPREAD_FLOOR)
    kept.lerp_(best.to(kept), MOMENTUM)
    return best
