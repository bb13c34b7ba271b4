"""The 256 levels of each pixel as a mixture of logistic distributions cut into bins."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from facevae.models.config import ModelConfig

LEVELS = 256
LOG_SCALES = (-7.0, 7.0)


@dataclass(frozen=True)
class Mixture:
    """K logistics a pixel, in pixel values of -1..1.

    Args:
        log_weights: (N, K, S, S).
        means, log_scales: (N, C, K, S, S).
        coupling: how far the mean of a channel follows the value of each before it, in the order
            green by red, blue by red, blue by green, (N, C (C - 1) / 2, K, S, S) in -1..1.
    """

    log_weights: Tensor
    means: Tensor
    log_scales: Tensor
    coupling: Tensor

    def given(self, values: Tensor) -> Tensor:
        """The means of each channel where those before it have these values, (N, C, K, S, S)."""
        means, coupling = list(self.means.unbind(1)), iter(self.coupling.unbind(1))
        for channel in range(len(means)):
            for before in range(channel):
                means[channel] = means[channel] + next(coupling) * values[:, before]
        return torch.stack(means, 1)

    def expected(self) -> Tensor:
        """The mean of each pixel, (N, C, S, S), leaving out that the bins end at -1 and 1."""
        values = self.means
        for _ in range(self.means.shape[1] - 1):  # each round makes one more channel right
            values = self.given(values)
        return (self.log_weights.exp()[:, None] * values).sum(2)


class LogisticMixture(nn.Module):
    """A proper distribution over 8-bit pictures: its ELBO is an honest number of bits.

    Source: Salimans et al. 2017, sections 2.1 and 2.2, https://arxiv.org/abs/1701.05517
    """

    discrete = True

    def __init__(self, config: ModelConfig, levels: int = LEVELS):
        super().__init__()
        self.levels, self.colours, self.mixtures = levels, config.channels, config.mixtures
        self.couplings = config.channels * (config.channels - 1) // 2
        self.channels = config.mixtures * (1 + 2 * config.channels + self.couplings)

    def read(self, raw: Tensor) -> Mixture:
        numbers = raw.unflatten(1, (-1, self.mixtures))
        weights, means, scales, coupling = numbers.split(
            [1, self.colours, self.colours, self.couplings], dim=1
        )
        return Mixture(weights[:, 0].log_softmax(1), means, scales.clamp(*LOG_SCALES), torch.tanh(coupling))

    def mean(self, answer: Mixture) -> Tensor:
        return ((answer.expected() + 1) / 2).clamp(0, 1)

    def forward(self, x: Tensor, answer: Mixture) -> Tensor:
        """Pixels between two levels, as augmentation leaves them, count as the nearer one."""
        level = (x * (self.levels - 1)).round()
        values = (2 * level / (self.levels - 1) - 1)[:, :, None]
        of_channels = self._log_bin(values - answer.given(values), answer.log_scales, level[:, :, None])
        nats = -(answer.log_weights + of_channels.sum(1)).logsumexp(1)
        return nats.flatten(1).sum(1)

    def _log_bin(self, distance: Tensor, log_scale: Tensor, level: Tensor) -> Tensor:
        """log of the probability of the bin about a level; the first and the last reach to infinity.

        With the bin from a to b it is log(sigmoid(b) - sigmoid(a)), written so that nothing cancels:
        sigmoid(b) sigmoid(-a) (1 - exp(a - b)).
        """
        precision, half = torch.exp(-log_scale), 1 / (self.levels - 1)
        below = functional.logsigmoid((distance + half) * precision)
        above = functional.logsigmoid((half - distance) * precision)
        between = below + above + torch.log(-torch.expm1(-2 * half * precision))
        ends = torch.where(level == 0, below, above)
        return torch.where((level == 0) | (level == self.levels - 1), ends, between)
