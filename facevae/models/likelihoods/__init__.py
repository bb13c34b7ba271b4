"""p(x given z): how likely a picture is by what the decoder answered, a file each.

A likelihood is a module made from a `ModelConfig`, with

- `channels`: how many the decoder must answer with for each pixel;
- `discrete`: whether it gives the 256 levels of a pixel probabilities. Only then are nats a number of bits;
  the others are densities, whose nats may be below zero and compare only among themselves;
- `read(raw)`: what the decoder's answer (N, channels, S, S) means;
- `mean(answer)`: x_hat, (N, C, S, S) in 0..1;
- `forward(x, answer)`: -log p(x given z) in nats a picture, (N,).
"""

from torch import nn

from facevae.models.config import ModelConfig
from facevae.models.registry import LIKELIHOODS


def build_likelihood(config: ModelConfig) -> nn.Module:
    return LIKELIHOODS[config.likelihood].load()(config)
