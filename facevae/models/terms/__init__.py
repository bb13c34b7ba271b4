"""Terms of the loss beside reconstruction and KL, a file each."""

from torch import nn

from facevae.models.config import ModelConfig
from facevae.models.registry import TERMS


def build_terms(config: ModelConfig, settings: dict[str, dict]) -> nn.ModuleDict:
    """The terms of these names, each built with its own settings."""
    return nn.ModuleDict({name: TERMS[name].load()(config, **own) for name, own in settings.items()})
