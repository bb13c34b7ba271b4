"""The expression part says which expression it is, also where annotators disagree."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from facevae.models.config import ModelConfig
from facevae.models.heads import EXPRESSIONS
from facevae.models.imbalance import class_weights, focal
from facevae.models.terms.context import Context, mean_where


class ExpressionTerm(nn.Module):
    """Cross-entropy in nats against one label or the annotators' shares of votes, summed over the columns.

    The heads belong to the model, for they are needed after training.

    Args:
        counts: faces of each expression to learn from, (8,) a column.
        balance: how much rare expressions count, as `class_weights` has it.
        gamma: above 0 what the model knows already counts less, as `focal` has it.

    Source: Barsoum et al. 2016, section 3.1 (cross-entropy loss), https://arxiv.org/abs/1608.01041
    """

    def __init__(
        self,
        config: ModelConfig,
        counts: Mapping[str, Tensor] | None = None,
        balance: str = "uniform",
        gamma: float = 0.0,
    ):
        super().__init__()
        self.columns, self.gamma = config.expression_columns, gamma
        for column in self.columns:
            weights = class_weights(counts[column].cpu(), balance) if counts else torch.ones(EXPRESSIONS)
            self.register_buffer(f"weights_{column}", weights.float(), persistent=False)

    def forward(self, context: Context) -> Tensor:
        total = context.z.new_zeros(())
        for column in self.columns:
            target = context.labels[column]
            logits = context.model.expression_logits(context.z, column)
            nats = focal(logits, target, self.gamma, getattr(self, f"weights_{column}"))
            total = total + mean_where(nats, target.sum(1) > 0)
        return total
