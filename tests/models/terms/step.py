"""A step's context around given latents."""

import torch
from torch import Tensor

from facevae.models.config import ModelConfig
from facevae.models.distributions import DiagonalGaussian
from facevae.models.terms.context import Context
from facevae.models.vae import VAE

CONFIG = ModelConfig(backbone="mlp", size=16, latent_dim=12, identity_dim=6, expression_dim=4)


def around(z: Tensor, model: VAE | None = None, **labels: Tensor) -> Context:
    x = torch.zeros(len(z), 3, 16, 16)
    return Context(x, x, DiagonalGaussian(z, torch.zeros_like(z)), z, model or VAE(CONFIG), labels)
