"""One autoencoder, composed of a backbone, a posterior and a likelihood."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from facevae import ranks
from facevae.models.config import ModelConfig
from facevae.models.distributions import DiagonalGaussian, split_moments
from facevae.models.heads import expression_heads
from facevae.models.likelihoods import build_likelihood
from facevae.models.parts import parts
from facevae.models.priors import build_prior
from facevae.models.registry import BACKBONES
from facevae.models.spatial import Detail, SpatialLatent

# Beside the plain autoencoder's mu stands a variance of almost nothing, so that one interface serves both.
NO_SPREAD = -20.0


@dataclass(frozen=True)
class Parts:
    """The named parts of one pass: x_hat (M, C, S, S), nll (M,) and KL (N, D) in nats per image.

    All N faces are encoded, the first M decoded: all of them unless it was asked for less.

    Args:
        detail: the same M faces with the spatial latent beside the vector, where the model has one.
    """

    x_hat: Tensor
    posterior: DiagonalGaussian
    z: Tensor
    reconstruction_nll: Tensor
    kl_per_dimension: Tensor
    detail: Detail | None = None

    @property
    def kl(self) -> Tensor:
        """KL in nats per image, (N,)."""
        return self.kl_per_dimension.sum(1)

    @property
    def elbo(self) -> Tensor:
        """The evidence lower bound in nats per image, (N,)."""
        return -(self.reconstruction_nll + self.kl)


class VAE(nn.Module):
    """A variational autoencoder, or with `kind="ae"` the plain one, over images (N, C, S, S) in 0..1."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        family = BACKBONES[config.backbone].load()
        self.encoder = family.encoder(config, config.latent_dim * (2 if config.kind == "vae" else 1))
        self.likelihood = build_likelihood(config)
        self.decoder = family.decoder(config, self.likelihood.channels)
        self.prior = build_prior(config.prior, config.latent_dim)
        self.expression_heads = expression_heads(config)
        self.spatial = SpatialLatent(config) if config.spatial_channels else None

    def encode(self, x: Tensor) -> DiagonalGaussian:
        moments = self.encoder(2.0 * x - 1.0)
        if self.config.kind == "vae":
            return split_moments(moments)
        mu = moments.float()
        return DiagonalGaussian(mu, torch.full_like(mu, NO_SPREAD))

    def decode(self, z: Tensor) -> Tensor:
        return self.likelihood.mean(self.likelihood.read(self.decoder(z).float()))

    def expression_logits(self, z: Tensor, column: str = "expression") -> Tensor:
        """Logits of the expressions (N, 8) as this label column means them, from the expression part of z."""
        return self.expression_heads[column](z[:, parts(self.config)["expression"]].float())

    def forward(
        self, x: Tensor, noise: Tensor | None = None, decoded: int | None = None, spatial: bool = True
    ) -> Parts:
        """Encode, sample z in training (take its mean in evaluation), decode, and weigh both terms.

        Args:
            noise: standard normal (N, D) to sample with; drawn when absent.
            decoded: how many of the faces are decoded, the first ones of the global batch; all by default.
            spatial: also with the spatial latent, where there is one.
        """
        posterior = self.encode(x)
        varies = self.config.kind == "vae" and self.training
        z = posterior.sample(noise) if varies else posterior.mu
        own = None if decoded is None else len(ranks.share(decoded))
        answer = self.likelihood.read(self.decoder(z[:own]).float())
        nll = self.likelihood(x[:own], answer)
        kl = posterior.kl_per_dimension() if self.config.kind == "vae" else torch.zeros_like(posterior.mu)
        x_hat = self.likelihood.mean(answer)
        detail = self.spatial(x[:own], x_hat, decoded) if self.spatial and spatial else None
        return Parts(x_hat, posterior, z, nll, kl, detail)


def parameter_count(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())
