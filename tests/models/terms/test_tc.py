import math

import pytest
import torch

from facevae.models.distributions import DiagonalGaussian
from facevae.models.terms.tc import stratified, total_correlation

SPREAD = 0.3  # variance of every posterior


def faces(count: int, correlation: float) -> DiagonalGaussian:
    """Posteriors whose mixture is a Gaussian of two latents with this covariance."""
    covariance = torch.tensor([[1.0, correlation], [correlation, 1.0]])
    mu = torch.randn(count, 2) @ torch.linalg.cholesky(covariance).T
    return DiagonalGaussian(mu, torch.full_like(mu, math.log(SPREAD)))


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9])
def test_it_is_that_of_a_correlated_gaussian(correlation):
    torch.manual_seed(0)
    estimates = []
    for _ in range(10):
        q = faces(600, correlation)
        estimates.append(total_correlation(q, q.sample(), 100_000))
    variance = 1 + SPREAD
    expected = -0.5 * math.log(1 - (correlation / variance) ** 2)
    assert torch.stack(estimates).mean().item() == pytest.approx(expected, abs=0.03)


def test_its_gradient_drives_latents_apart():
    torch.manual_seed(0)
    mixing = torch.eye(2).requires_grad_(True)
    with torch.no_grad():
        mixing[1, 0] = 0.9
    mu = torch.randn(400, 2) @ mixing.T
    q = DiagonalGaussian(mu, torch.full_like(mu, math.log(SPREAD)))
    total_correlation(q, q.sample(), 10_000).backward()
    assert mixing.grad[1, 0] > 0.05


@pytest.mark.parametrize(("batch", "faces"), [(2, 2), (8, 8), (8, 1000), (1, 5)])
def test_the_weights_of_a_sample_sum_to_1_and_its_own_face_counts_as_one_of_all(batch, faces):
    weights = stratified(batch, faces)
    assert torch.allclose(weights.sum(1), torch.ones(batch))
    assert batch == 1 or torch.allclose(weights.diagonal(), torch.full((batch,), 1 / faces))
