import math

import pytest
import torch

from facevae.models.terms.mmd import SCALES, mmd


def estimate(z: torch.Tensor) -> float:
    return mmd(z).item()


def test_it_vanishes_for_the_standard_normal():
    torch.manual_seed(0)
    estimates = torch.tensor([estimate(torch.randn(100, 8)) for _ in range(60)])
    assert abs(estimates.mean()) < 4 * estimates.std() / math.sqrt(60)


def test_of_a_shifted_normal_it_has_its_closed_form():
    torch.manual_seed(0)
    shift = torch.tensor([1.0, -0.5, 0.0])
    widths = [3 * scale for scale in SCALES]
    alike = [(width / (width + 2)) ** 1.5 for width in widths]
    nearer = [math.exp(-float(shift.square().sum()) / (2 * (width + 2))) for width in widths]
    expected = sum(2 * a * (1 - b) for a, b in zip(alike, nearer, strict=True)) / len(widths)
    estimates = [estimate(torch.randn(400, 3) + shift) for _ in range(40)]
    assert sum(estimates) / 40 == pytest.approx(expected, rel=0.03)


def test_it_sees_what_moments_of_each_latent_hide():
    """Latents of mean 0 and variance 1, fully dependent on each other."""
    torch.manual_seed(0)
    z = torch.randn(500, 1).expand(-1, 4)
    assert estimate(z) > 20 * abs(estimate(torch.randn(500, 4)))


def test_coinciding_latents_have_a_finite_gradient():
    z = torch.zeros(4, 3, requires_grad=True)
    mmd(z).backward()
    assert torch.isfinite(z.grad).all()
