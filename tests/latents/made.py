"""Codecs of untrained models, for tests of what is made of latents."""

import torch

from facevae.latents.codec import Codec
from facevae.models.config import ModelConfig
from facevae.models.vae import VAE
from facevae.training.checkpoint import load_folder, write


def codec(folder, name: str = "model", **settings) -> Codec:
    """A small model with its prior fitted to correlated latents of two clusters."""
    torch.manual_seed(0)
    config = ModelConfig(**({"backbone": "mlp", "size": 16, "latent_dim": 12} | settings))
    model = VAE(config)
    if config.kind == "vae":
        dims = config.latent_dim
        mixing = torch.randn(dims, dims) / dims**0.5 + torch.eye(dims)
        mu = torch.randn(400, dims) @ mixing
        mu[::2] += 3
        with torch.no_grad():
            model.prior.fit(mu, torch.full((400, dims), -4.0))
    write(folder / name, model, {}, {"title": name})
    return Codec(load_folder(folder / name))


def with_parts(folder, **settings) -> Codec:
    """Identity in the first 4 numbers, expression in the next 4, rest in the last 4."""
    return codec(folder, identity_dim=4, expression_dim=4, **settings)
