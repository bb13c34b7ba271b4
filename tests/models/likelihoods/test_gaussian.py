import math

import torch
from torch.distributions import Normal

from facevae.models.config import ModelConfig
from facevae.models.likelihoods.calibrated import CalibratedGaussian
from facevae.models.likelihoods.gaussian import Gaussian


def gaussian(variance: float) -> Gaussian:
    return Gaussian(ModelConfig(variance=variance))


def calibrated() -> CalibratedGaussian:
    return CalibratedGaussian(ModelConfig())


def test_gaussian_equals_torchs_log_probability(pair):
    x, x_hat = pair
    expected = -Normal(x_hat, math.sqrt(0.3)).log_prob(x).flatten(1).sum(1)
    assert torch.allclose(gaussian(0.3)(x, x_hat), expected, rtol=1e-5)


def test_variance_one_half_is_the_sum_of_squared_errors_and_a_constant(pair):
    x, x_hat = pair
    nll = gaussian(0.5)(x, x_hat)
    constant = 0.5 * x[0].numel() * math.log(math.pi)
    assert torch.allclose(nll - constant, (x - x_hat).square().flatten(1).sum(1), atol=1e-3)


def test_calibrated_uses_the_variance_at_which_the_batch_is_likeliest(pair):
    x, x_hat = pair
    nll = calibrated().train()(x, x_hat).sum()
    best = float((x - x_hat).square().mean())
    others = [gaussian(best * factor)(x, x_hat).sum() for factor in (0.8, 0.95, 1.05, 1.25)]
    assert all(nll < other for other in others)
    assert torch.allclose(nll, gaussian(best)(x, x_hat).sum(), rtol=1e-5)


def test_its_gradient_is_that_of_half_d_log_mse(pair):
    x, x_hat = pair
    x_hat = x_hat.clone().requires_grad_(True)
    calibrated().train()(x, x_hat).sum().backward()
    other = x_hat.detach().clone().requires_grad_(True)
    (0.5 * x.numel() * (x - other).square().mean().log()).backward()
    assert torch.allclose(x_hat.grad, other.grad, rtol=1e-4, atol=1e-6)


def test_evaluation_uses_the_variance_kept_from_training(pair):
    x, x_hat = pair
    likelihood = calibrated().train()
    for _ in range(2000):
        likelihood(x, x_hat)
    kept = likelihood.variance.clone()
    assert math.isclose(float(kept), float((x - x_hat).square().mean()), rel_tol=1e-3)
    likelihood.eval()(x, x)
    assert likelihood.variance == kept


def test_a_perfect_reconstruction_stays_finite(pair):
    x, _ = pair
    assert torch.isfinite(calibrated().train()(x, x)).all()
