"""Each part of the latent is kept from telling what belongs to the other."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from facevae import ranks
from facevae.models.config import ModelConfig
from facevae.models.heads import EXPRESSIONS
from facevae.models.parts import parts
from facevae.models.terms.context import Context, mean_where

HIDDEN = 128
MEMORY = 0.01  # share of the running mean of labels that one batch makes


class Adversary(nn.Module):
    """Reads a label from a part it should not be in, and says how much it knows.

    Its own loss is the cross-entropy of the true label, with the part held fixed. The model's loss is the
    cross-entropy of the label's mean distribution, with the adversary held fixed: least where the part
    tells nothing beyond what is known of everybody, and bounded, unlike a reversed gradient.

    Source: Tzeng et al. 2015, equation 3, https://arxiv.org/abs/1510.02192
    """

    def __init__(self, size: int, classes: int):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(size, HIDDEN), nn.SiLU(), nn.Linear(HIDDEN, classes))
        self.register_buffer("mean", torch.full((classes,), 1.0 / classes))

    def forward(self, part: Tensor, target: Tensor) -> Tensor:
        """The sum of both losses in nats.

        Args:
            target: probabilities of the classes (N, K), all zero where unknown.
        """
        known = target.sum(1) > 0
        if self.training and (count := ranks.sum(known.sum())) > 0:
            self.mean.lerp_(ranks.sum(target.sum(0)) / count, MEMORY)
        own = functional.cross_entropy(self.body(part.detach()), target, reduction="none")
        fixed = {name: value.detach() for name, value in self.body.named_parameters()}
        fooled = torch.func.functional_call(self.body, fixed, (part,))
        confusion = functional.cross_entropy(fooled, self.mean.expand_as(fooled), reduction="none")
        return mean_where(own, known) + mean_where(confusion, known)


class SeparationTerm(nn.Module):
    """The identity part must not tell the expression, nor the expression part who it is; in nats.

    Args:
        people: how many there are to tell apart; with 0 only the expression is kept out.
    """

    def __init__(self, config: ModelConfig, people: int):
        super().__init__()
        named = parts(config)
        self.identity, self.expression = named["identity"], named["expression"]
        self.column = config.expression_columns[0]
        self.of_expression = Adversary(config.identity_dim, EXPRESSIONS)
        self.of_identity = Adversary(config.expression_dim, people) if people else None

    def forward(self, context: Context) -> Tensor:
        total = self.of_expression(context.z[:, self.identity], context.labels[self.column])
        if self.of_identity is not None:
            label = context.labels["identity"]
            classes = len(self.of_identity.mean)
            target = functional.one_hot(label.clamp(min=0), classes) * (label >= 0)[:, None]
            total = total + self.of_identity(context.z[:, self.expression], target.float())
        return total
