"""The identity part comes to say what another face recogniser says."""

from torch import Tensor, nn
from torch.nn import functional

from facevae.models.config import ModelConfig
from facevae.models.parts import parts
from facevae.models.terms.context import Context, mean_where


class DistillationTerm(nn.Module):
    """1 - cosine of the identity part of z and the recogniser's vector of the same face.

    Labels `distillation` are the vectors (N, identity_dim), all zero where unknown. No head lies between, so
    that two faces are as alike to the latent as they are to the recogniser. In a model without an identity
    part the whole of z is meant.
    """

    name = "distillation"

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.part = recognition_part(config)

    def forward(self, context: Context) -> Tensor:
        target = context.labels["distillation"]
        apart = 1 - functional.cosine_similarity(context.z[:, self.part], target)
        return mean_where(apart, target.any(1))


def recognition_part(config: ModelConfig) -> slice:
    """Where in z it stands who it is: the identity part, or all of it where there is none."""
    return parts(config).get("identity", slice(0, config.latent_dim))
