"""The identity part comes to say what another face recogniser says."""

from torch import Tensor, nn
from torch.nn import functional

from facevae.models.config import ModelConfig
from facevae.models.parts import parts, recognition_part
from facevae.models.terms.context import Context, mean_where


class DistillationTerm(nn.Module):
    """1 - cosine of the identity part of z and the recogniser's vector of the same face.

    Labels `distillation` are the vectors (N, d), as long as that part, all zero where unknown. No head lies
    between, so that two faces are as alike to the latent as they are to the recogniser. In a model without an
    identity part it is the rest of z.
    """

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.part = parts(config)[recognition_part(config)]

    def forward(self, context: Context) -> Tensor:
        target = context.labels["distillation"]
        apart = 1 - functional.cosine_similarity(context.z[:, self.part], target)
        return mean_where(apart, target.any(1))
