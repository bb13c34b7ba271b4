"""Terms of the loss beside reconstruction and KL, a file each. A new one is a file and a line here."""

from torch import nn

from facevae.models.config import ModelConfig
from facevae.models.terms.adversarial import AdversarialTerm
from facevae.models.terms.distillation import DistillationTerm
from facevae.models.terms.expression import ExpressionTerm
from facevae.models.terms.identity import IdentityTerm
from facevae.models.terms.mmd import MmdTerm
from facevae.models.terms.perceptual import PerceptualTerm
from facevae.models.terms.separation import SeparationTerm
from facevae.models.terms.tc import TotalCorrelationTerm

TERMS: dict[str, type[nn.Module]] = {
    "identity": IdentityTerm,
    "expression": ExpressionTerm,
    "separation": SeparationTerm,
    "perceptual": PerceptualTerm,
    "adversarial": AdversarialTerm,
    "distillation": DistillationTerm,
    "tc": TotalCorrelationTerm,
    "mmd": MmdTerm,
}


def build_terms(config: ModelConfig, settings: dict[str, dict]) -> nn.ModuleDict:
    """The terms of these names, each built with its own settings."""
    return nn.ModuleDict({name: TERMS[name](config, **own) for name, own in settings.items()})
