"""Maximum mean discrepancy: how far the latents of all faces together are from the standard normal."""

import torch
from torch import Tensor, nn

from facevae import ranks
from facevae.models.config import ModelConfig
from facevae.models.terms.context import Context

SCALES = (0.25, 1.0, 4.0)  # squared widths of the kernels, a dimension


class MmdTerm(nn.Module):
    """Beside a KL term of weight beta it makes an InfoVAE, with beta 0 a Wasserstein autoencoder.

    Source: Zhao et al. 2019, equation 6, https://arxiv.org/abs/1706.02262
    """

    def __init__(self, config: ModelConfig):
        super().__init__()

    def forward(self, context: Context) -> Tensor:
        return mmd(ranks.gather(context.z))


def mmd(z: Tensor) -> Tensor:
    """An unbiased estimate, a scalar, of the squared MMD between the batch's latents and N(0, I).

    The kernel is a mean of Gaussians, so what concerns the normal is known in closed form, and the batch is
    the only source of noise. It lies in 0..2 but for that noise.

    Args:
        z: one sample of each face, (B, D).

    Source: Gretton et al. 2012, lemma 6.
    """
    return torch.stack([_gaussian_kernel(z, scale * z.shape[1]) for scale in SCALES]).mean()


def _gaussian_kernel(z: Tensor, width: float) -> Tensor:
    """The squared MMD with the kernel exp(-|a - b|^2 / (2 width))."""
    count, dimensions = z.shape
    alike = torch.exp(-torch.cdist(z, z).square() / (2 * width))
    among_faces = (alike.sum() - alike.diagonal().sum()) / max(1, count * (count - 1))
    shrink = (width / (width + 1)) ** (dimensions / 2)
    across = shrink * torch.exp(-z.square().sum(1) / (2 * (width + 1))).mean()
    among_normals = (width / (width + 2)) ** (dimensions / 2)
    return among_faces - 2 * across + among_normals
