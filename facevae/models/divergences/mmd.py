"""Maximum mean discrepancy: how far the latents of all faces together are from the standard normal."""

import torch
from torch import Tensor

from facevae.models.distributions import DiagonalGaussian

SCALES = (0.25, 1.0, 4.0)  # squared widths of the kernels, a dimension


def mmd(posterior: DiagonalGaussian, z: Tensor, faces: int) -> Tensor:
    """An unbiased estimate, a scalar, of the squared MMD between the batch's latents and N(0, I).

    The kernel is a mean of Gaussians, so what concerns the normal is known in closed form, and the batch is
    the only source of noise. It lies in 0..2 but for that noise.

    Args:
        posterior, faces: not needed, since z says all; taken so that every divergence is called alike.
        z: one sample of each face, (B, D).

    Source: Gretton et al. 2012, lemma 6; Zhao et al. 2019 (InfoVAE), https://arxiv.org/abs/1706.02262
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
