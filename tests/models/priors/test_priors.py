"""What holds for every prior."""

import math

import pytest
import torch

from facevae.models.priors import build_prior, flow
from facevae.models.registry import PRIORS


@pytest.fixture(autouse=True)
def soon_trained(monkeypatch):
    monkeypatch.setattr(flow, "STEPS", 50)


def draw(prior, count: int, temperature: float = 1.0) -> torch.Tensor:
    torch.manual_seed(1)
    with torch.inference_mode():
        return prior(torch.randn(count, prior.noise_dim), temperature)


@pytest.fixture(params=PRIORS)
def prior(request):
    return build_prior(request.param, 2)


def test_before_it_is_fitted_it_is_the_standard_normal(prior):
    z = draw(prior, 20_000)
    assert torch.allclose(z.mean(0), torch.zeros(2), atol=0.03)
    assert torch.allclose(torch.cov(z.T), torch.eye(2), atol=0.04)


def test_its_density_sums_to_1(prior):
    torch.manual_seed(0)
    mu = torch.randn(300, 2) * torch.tensor([0.5, 1.0]) + 1
    prior.fit(mu, torch.full_like(mu, -1.0))
    ticks = torch.linspace(-6, 7, 131)
    grid = torch.cartesian_prod(ticks, ticks)
    assert prior.log_prob(grid).exp().sum().item() * 0.1**2 == pytest.approx(1, abs=0.02)


def test_a_lower_temperature_draws_nearer_to_the_middle(prior):
    torch.manual_seed(0)
    mu = torch.randn(300, 2) + 3
    prior.fit(mu, torch.full_like(mu, -2.0))
    bold, calm, middle = (draw(prior, 500, temperature) for temperature in (1.0, 0.5, 0.0))
    assert calm.std(0).mean() == pytest.approx(float(bold.std(0).mean()) / 2, rel=0.1)
    assert middle.std(0).max() < 1e-4


def test_it_survives_a_checkpoint(prior):
    torch.manual_seed(0)
    prior.fit(torch.randn(50, 2) + 1, torch.zeros(50, 2))
    other = build_prior(next(name for name, line in PRIORS.items() if line.load() is type(prior)), 2)
    other.load_state_dict(prior.state_dict())
    assert torch.equal(draw(prior, 5), draw(other, 5))


@pytest.mark.parametrize("name", ["mixture", "flow"])
def test_clusters_are_told_from_the_gap_between_them(name, monkeypatch):
    """Two clusters, one of them three times as frequent; a single Gaussian is likeliest in their midst."""
    monkeypatch.setattr(flow, "STEPS", 600)
    torch.manual_seed(0)
    first = torch.rand(2000) < 0.75
    mu = torch.where(first[:, None], torch.tensor([-2.0, 0.0]), torch.tensor([2.0, 0.0]))
    logvar = torch.full_like(mu, math.log(0.2))
    fitted = {kind: build_prior(kind, 2) for kind in ("gaussian", name)}
    for prior in fitted.values():
        prior.fit(mu, logvar)
    z = draw(fitted[name], 4000)
    assert (z[:, 0] < 0).float().mean().item() == pytest.approx(0.75, abs=0.04)
    assert (z[:, 0].abs() < 0.7).float().mean() < 0.05
    held_out = mu + math.sqrt(0.2) * torch.randn_like(mu)
    gain = fitted[name].log_prob(held_out).mean() - fitted["gaussian"].log_prob(held_out).mean()
    assert gain > 0.4
