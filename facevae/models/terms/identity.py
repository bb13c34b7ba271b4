"""The identity part tells people apart: an additive angular margin between them."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from facevae.models.config import ModelConfig
from facevae.models.parts import parts
from facevae.models.terms.context import Context, mean_where


def margin_logits(cosines: Tensor, label: Tensor, margin: float, scale: float) -> Tensor:
    """Cosines (N, K) to every person, the angle to the own one widened by the margin, times the scale.

    Past the angle where cos(angle + margin) would rise again, the cosine itself is lowered instead.

    Args:
        label: the own person's number, (N,).
        margin: radians.

    Source: Deng et al. 2019, equation 3, https://arxiv.org/abs/1801.07698
    """
    own = cosines.gather(1, label[:, None]).clamp(-1 + 1e-6, 1 - 1e-6)
    widened = own * math.cos(margin) - (1 - own.square()).sqrt() * math.sin(margin)
    lowered = own - margin * math.sin(margin)
    return scale * cosines.scatter(1, label[:, None], torch.where(own > -math.cos(margin), widened, lowered))


class IdentityTerm(nn.Module):
    """Cross-entropy of whose face it is, in nats, from the direction of the identity part of z.

    Args:
        people: how many there are to tell apart.
    """

    def __init__(self, config: ModelConfig, people: int, margin: float = 0.3, scale: float = 16.0):
        super().__init__()
        self.part = parts(config)["identity"]
        self.margin, self.scale = margin, scale
        self.centres = nn.Parameter(torch.randn(people, config.identity_dim) * 0.1)

    def forward(self, context: Context) -> Tensor:
        label = context.labels["identity"]
        known = label >= 0
        cosines = functional.normalize(context.z[:, self.part]) @ functional.normalize(self.centres).T
        logits = margin_logits(cosines, label.clamp(min=0), self.margin, self.scale)
        return mean_where(functional.cross_entropy(logits, label.clamp(min=0), reduction="none"), known)
