"""Each pixel the chance of being white: the cross-entropy often used on pictures that are not binary."""

from torch import Tensor

from facevae.models.likelihoods.pixelwise import Pixelwise

SUREST = 1e-6  # the smallest chance that is given


class Bernoulli(Pixelwise):
    """Cross-entropy of pixels in 0..1. A likelihood of black and white pictures only.

    For grey levels it lacks a normalising constant: the nats are good for training, not for comparison.

    Source: Loaiza-Ganem and Cunningham 2019, section 3, https://arxiv.org/abs/1907.06845
    """

    def forward(self, x: Tensor, x_hat: Tensor) -> Tensor:
        white = x_hat.clamp(SUREST, 1 - SUREST)
        return -(x * white.log() + (1 - x) * (1 - white).log()).flatten(1).sum(1)
