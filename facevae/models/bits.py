"""How many bits a model needs for a picture."""

import math

from torch import Tensor

from facevae.models.vae import VAE


def counts_bits(model: VAE) -> bool:
    """Whether its ELBO is a number of bits: there is one, and the likelihood is of levels, not a density."""
    return model.config.kind == "vae" and model.likelihood.discrete


def bits_per_dimension(model: VAE, x: Tensor, noise: Tensor) -> Tensor:
    """The negative ELBO of the vector alone in bits a pixel value, (N,).

    Args:
        x: pictures whose pixels are levels, (N, C, S, S) in 0..1.
        noise: standard normal, (N, D). With z at the posterior's mean instead it would be no bound.
    """
    posterior = model.encode(x)
    answer = model.likelihood.read(model.decoder(posterior.sample(noise)).float())
    nats = model.likelihood(x, answer) + posterior.kl_per_dimension().sum(1)
    return nats / (x[0].numel() * math.log(2))
