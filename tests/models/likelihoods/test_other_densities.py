"""Laplace and Bernoulli pixels."""

import math

import torch
from torch.distributions import Bernoulli as TorchBernoulli
from torch.distributions import Laplace as TorchLaplace

from facevae.models.config import ModelConfig
from facevae.models.likelihoods.bernoulli import Bernoulli
from facevae.models.likelihoods.laplace import CalibratedLaplace, laplace_nll


def test_laplace_equals_torchs_log_probability(pair):
    x, x_hat = pair
    expected = -TorchLaplace(x_hat, 0.3).log_prob(x).flatten(1).sum(1)
    assert torch.allclose(laplace_nll(x, x_hat, torch.tensor(0.3)), expected, rtol=1e-5)


def test_calibrated_uses_the_scale_at_which_the_batch_is_likeliest_and_keeps_its_mean(pair):
    x, x_hat = pair
    likelihood = CalibratedLaplace(ModelConfig()).train()
    nll, best = likelihood(x, x_hat).sum(), (x - x_hat).abs().mean()
    others = [laplace_nll(x, x_hat, best * factor).sum() for factor in (0.8, 0.95, 1.05, 1.25)]
    assert all(nll < other for other in others)
    for _ in range(1500):
        likelihood(x, x_hat)
    assert math.isclose(float(likelihood.scale), float(best), rel_tol=1e-3)
    assert torch.allclose(likelihood.eval()(x, x_hat).sum(), nll, rtol=1e-3)


def test_a_perfect_reconstruction_stays_finite(pair):
    x, _ = pair
    assert torch.isfinite(CalibratedLaplace(ModelConfig()).train()(x, x)).all()


def test_bernoulli_equals_torchs_on_black_and_white(pair):
    x, x_hat = pair
    binary = x.round()
    expected = -TorchBernoulli(x_hat).log_prob(binary).flatten(1).sum(1)
    assert torch.allclose(Bernoulli(ModelConfig())(binary, x_hat), expected, rtol=1e-5)


def test_bernoulli_is_least_where_the_chance_is_the_pixel(pair):
    x, _ = pair
    nll = Bernoulli(ModelConfig())
    assert (nll(x, x) < nll(x, (x + 0.05).clamp(max=1))).all()
    assert torch.isfinite(nll(1 - x.round(), x.round())).all()
