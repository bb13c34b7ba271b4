import math

import pytest
import torch

from facevae.models.config import ModelConfig
from facevae.models.likelihoods.logistic import LogisticMixture


def likelihood(channels: int, levels: int = 256, mixtures: int = 3) -> LogisticMixture:
    return LogisticMixture(ModelConfig(channels=channels, mixtures=mixtures), levels)


def answer_of(module: LogisticMixture, spread: float = 1.0, seed: int = 0):
    generator = torch.Generator().manual_seed(seed)
    return module.read(spread * torch.randn(1, module.channels, 1, 1, generator=generator))


def repeated(answer, count: int):
    return type(answer)(*(part.expand(count, *part.shape[1:]) for part in vars(answer).values()))


@pytest.mark.parametrize("spread", [0.1, 1.0, 5.0, 50.0])
def test_the_256_levels_of_a_grey_pixel_have_probabilities_that_sum_to_1(spread):
    module = likelihood(1)
    x = (torch.arange(256.0) / 255).view(256, 1, 1, 1)
    nats = module(x, repeated(answer_of(module, spread), 256))
    assert torch.exp(-nats.double()).sum().item() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("spread", [0.1, 1.0, 5.0])
def test_so_have_all_colours_of_a_pixel_together(spread):
    module = likelihood(3, levels=8)
    levels = torch.cartesian_prod(*[torch.arange(8.0)] * 3)
    nats = module((levels / 7).view(512, 3, 1, 1), repeated(answer_of(module, spread), 512))
    assert torch.exp(-nats.double()).sum().item() == pytest.approx(1, abs=1e-5)


def test_one_logistic_by_hand():
    """Mean 0 and scale 1 in -1..1, where level 100 lies between 99.5 and 100.5 of 255."""
    module = likelihood(1, mixtures=1)
    nats = module(torch.full((1, 1, 1, 1), 100 / 255), module.read(torch.zeros(1, 3, 1, 1)))
    low, high = (1 / (1 + math.exp(-(2 * edge - 255) / 255)) for edge in (99.5, 100.5))
    assert nats.item() == pytest.approx(-math.log(high - low), rel=1e-4)


def test_its_nats_are_those_of_a_logistic_drawn_and_rounded():
    """Monte Carlo: green follows red by the coupling, blue both."""
    module = likelihood(3, levels=16, mixtures=1)
    answer = answer_of(module, 0.7, seed=3)
    torch.manual_seed(0)
    count, values = 200_000, torch.zeros(200_000, 3, 1, 1, 1)
    for channel in range(3):
        uniform = torch.rand(count, 1, 1, 1).clamp(1e-6, 1 - 1e-6)
        mean = repeated(answer, count).given(values)[:, channel]
        drawn = mean + answer.log_scales[:, channel].exp() * torch.logit(uniform)
        values[:, channel] = ((drawn.clamp(-1, 1) + 1) / 2 * 15).round() / 15 * 2 - 1
    x = (values[..., 0] + 1) / 2
    likeliest = x.unique(dim=0, return_counts=True)
    top = likeliest[1].argsort(descending=True)[:5]
    shares = likeliest[1][top] / count
    chances = torch.exp(-module(likeliest[0][top], repeated(answer, 5)))
    assert torch.allclose(chances, shares, rtol=0.06)


def test_the_mean_is_that_of_what_it_expects_of_each_channel():
    module = likelihood(3, mixtures=1)
    raw = torch.zeros(1, module.channels, 1, 1)
    raw[0, 1:4, 0, 0] = torch.tensor([0.4, 0.1, -0.2])  # means of red, green, blue
    raw[0, 7:10, 0, 0] = torch.atanh(torch.tensor([0.5, 0.25, -0.5]))  # green by red, blue by red, by green
    green = 0.1 + 0.5 * 0.4
    blue = -0.2 + 0.25 * 0.4 - 0.5 * green
    expected = (torch.tensor([0.4, green, blue]) + 1) / 2
    assert torch.allclose(module.mean(module.read(raw)).flatten(), expected, atol=1e-6)


def test_absurd_answers_stay_finite_with_their_gradients():
    module = likelihood(3)
    x = torch.rand(2, 3, 4, 4).round()
    raw = (1e4 * torch.randn(2, module.channels, 4, 4)).requires_grad_(True)
    nats = module(x, module.read(raw))
    nats.sum().backward()
    assert torch.isfinite(nats).all() and torch.isfinite(raw.grad).all()
