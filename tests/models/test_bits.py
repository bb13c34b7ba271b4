import math

import pytest
import torch

from facevae.models.bits import bits_per_dimension, counts_bits
from facevae.models.config import ModelConfig
from facevae.models.registry import LIKELIHOODS
from facevae.models.vae import VAE


class Constant(torch.nn.Module):
    """Answers the same number everywhere."""

    def __init__(self, *shape: int, value: float = 0.0):
        super().__init__()
        self.answer = torch.full(shape, value)

    def forward(self, given):
        return self.answer.expand(len(given), *self.answer.shape)


def model() -> VAE:
    config = {"backbone": "mlp", "size": 8, "channels": 1, "latent_dim": 3}
    return VAE(ModelConfig(**config, likelihood="logistic", mixtures=1))


def test_a_model_that_knows_nothing_needs_the_bits_of_its_one_logistic_and_of_its_latent():
    vae = model()
    vae.decoder = Constant(3, 8, 8)
    vae.encoder = Constant(6, value=1.0)  # mu 1, log variance 1
    x = torch.full((2, 1, 8, 8), 100 / 255)
    low, high = (1 / (1 + math.exp(-(2 * edge - 255) / 255)) for edge in (99.5, 100.5))
    kl = 3 * 0.5 * (1 + math.e - 1 - 1)
    expected = -math.log2(high - low) + kl / math.log(2) / 64
    assert bits_per_dimension(vae, x, torch.randn(2, 3)).tolist() == pytest.approx([expected] * 2, rel=1e-4)


def test_learning_lowers_the_bits_below_the_8_of_a_raw_picture():
    torch.manual_seed(0)
    vae, noise = model(), torch.randn(16, 3)
    ramp = torch.linspace(0, 1, 8).expand(16, 1, 8, 8)
    x = (ramp * torch.rand(16, 1, 1, 1) * 255).round() / 255
    optimiser = torch.optim.Adam(vae.parameters(), 5e-3)
    before = bits_per_dimension(vae, x, noise).mean().item()
    for _ in range(300):
        optimiser.zero_grad()
        bits_per_dimension(vae, x, torch.randn(16, 3)).mean().backward()
        optimiser.step()
    assert bits_per_dimension(vae, x, noise).mean().item() < 6 < before


@pytest.mark.parametrize("likelihood", LIKELIHOODS)
def test_only_a_likelihood_of_levels_counts_bits(likelihood):
    config = {"backbone": "mlp", "size": 8, "latent_dim": 3, "likelihood": likelihood}
    assert counts_bits(VAE(ModelConfig(**config))) == (likelihood == "logistic")
    assert not counts_bits(VAE(ModelConfig(**config, kind="ae")))
