"""Heads that read labels from the latent and stay with the model."""

from torch import nn

from facevae.models.config import ModelConfig

EXPRESSIONS = 8


def expression_heads(config: ModelConfig) -> nn.ModuleDict:
    """One linear head a label column, from the expression part to the logits of the eight expressions."""
    if not config.expression_dim:
        return nn.ModuleDict()
    return nn.ModuleDict(
        {column: nn.Linear(config.expression_dim, EXPRESSIONS) for column in config.expression_columns}
    )
