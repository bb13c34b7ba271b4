"""Total correlation of the latents: how far they are from being independent of each other."""

import math

import torch
from torch import Tensor, nn

from facevae import ranks
from facevae.models.config import ModelConfig
from facevae.models.distributions import DiagonalGaussian
from facevae.models.terms.context import Context


class TotalCorrelationTerm(nn.Module):
    """In nats. With a weight of w beside a KL term of weight 1 it is the beta-TC-VAE of beta 1 + w.

    Args:
        faces: how many there are to learn from.
    """

    def __init__(self, config: ModelConfig, faces: int):
        super().__init__()
        self.faces = faces

    def forward(self, context: Context) -> Tensor:
        mu, logvar = ranks.gather(context.posterior.mu), ranks.gather(context.posterior.logvar)
        return total_correlation(DiagonalGaussian(mu, logvar), ranks.gather(context.z), self.faces)


def total_correlation(posterior: DiagonalGaussian, z: Tensor, faces: int) -> Tensor:
    """An estimate, a scalar in nats, of KL(q(z) || product of the q(z_d)), with q(z) that of all faces.

    Biased upwards the more, the more latents and the fewer faces in a batch there are: what it is good for is
    its gradient. Its memory grows with the square of the batch.

    Args:
        posterior: of the batch, (B, D).
        z: one sample of each of its faces, (B, D).
        faces: how many the batch was drawn from.

    Source: Chen et al. 2018, equation 2 and appendix C.2 (stratified sampling), https://arxiv.org/abs/1802.04942
    """
    distance = z[:, None] - posterior.mu  # (B, B, D): sample i seen from face j
    log_scale = posterior.logvar + math.log(2 * math.pi)
    log_q = -0.5 * (distance.square() * torch.exp(-posterior.logvar) + log_scale)
    log_weights = stratified(len(z), max(faces, len(z))).log().to(z)
    together = torch.logsumexp(log_weights + log_q.sum(2), 1)
    apart = torch.logsumexp(log_weights[..., None] + log_q, 1).sum(1)
    return (together - apart).mean()


def stratified(batch: int, faces: int) -> Tensor:
    """What face j of the batch counts in the estimate of q(z) at sample i, (B, B), each row summing to 1.

    A sample's own face counts 1 / faces, as among all of them; the others stand for those not in the batch.
    """
    if batch == 1:
        return torch.ones(1, 1)
    others = batch - 1
    weights = torch.full((batch, batch), 1 / others)
    weights.fill_diagonal_(1 / faces)
    rows = torch.arange(batch)
    weights[rows, (rows + 1) % batch] = max(faces - others, 1) / (faces * others)
    return weights
