"""The expression part says which expression it is, also where annotators disagree."""

from torch import Tensor, nn
from torch.nn import functional

from facevae.models.config import ModelConfig
from facevae.models.terms.context import Context, mean_where


class ExpressionTerm(nn.Module):
    """Cross-entropy in nats against one label or the annotators' shares of votes, summed over the columns.

    The heads belong to the model, for they are needed after training.

    Source: Barsoum et al. 2016, section 3.1 (cross-entropy loss), https://arxiv.org/abs/1608.01041
    """

    name = "expression"

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.columns = config.expression_columns

    def forward(self, context: Context) -> Tensor:
        total = context.z.new_zeros(())
        for column in self.columns:
            target = context.labels[column]
            logits = context.model.expression_logits(context.z, column)
            nats = functional.cross_entropy(logits, target, reduction="none")
            total = total + mean_where(nats, target.sum(1) > 0)
        return total
