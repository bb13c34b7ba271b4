import torch
from torch.distributions import Normal, kl_divergence

from facevae.models.distributions import DiagonalGaussian, split_moments


def posterior() -> DiagonalGaussian:
    return DiagonalGaussian(
        torch.tensor([[0.5, -1.5, 0.0]], dtype=torch.float64),
        torch.tensor([[0.2, -1.0, 0.0]], dtype=torch.float64),
    )


def test_kl_equals_the_closed_form_of_torch():
    q = posterior()
    expected = kl_divergence(Normal(q.mu, (0.5 * q.logvar).exp()), Normal(0.0, 1.0))
    assert torch.allclose(q.kl_per_dimension(), expected, atol=1e-12)


def test_kl_equals_its_monte_carlo_estimate():
    q = posterior()
    torch.manual_seed(0)
    noise = torch.randn(400_000, 3, dtype=torch.float64)
    z = q.sample(noise)
    log_ratio = Normal(q.mu, (0.5 * q.logvar).exp()).log_prob(z) - Normal(0.0, 1.0).log_prob(z)
    error = 4 * log_ratio.std(0) / len(z) ** 0.5 + 1e-9
    assert ((log_ratio.mean(0) - q.kl_per_dimension()[0]).abs() <= error).all()


def test_kl_of_the_prior_with_itself_is_zero():
    assert DiagonalGaussian(torch.zeros(2, 5), torch.zeros(2, 5)).kl_per_dimension().abs().max() == 0


def test_samples_have_the_mean_and_variance_asked_for():
    q = posterior()
    torch.manual_seed(0)
    z = q.sample(torch.randn(200_000, 3, dtype=torch.float64))
    assert torch.allclose(z.mean(0), q.mu[0], atol=0.01)
    assert torch.allclose(z.var(0), q.logvar.exp()[0], rtol=0.02)


def test_the_gradient_reaches_mu_and_logvar_through_the_sample():
    mu, logvar = torch.zeros(1, 2, requires_grad=True), torch.zeros(1, 2, requires_grad=True)
    noise = torch.tensor([[1.0, -2.0]])
    DiagonalGaussian(mu, logvar).sample(noise).sum().backward()
    assert mu.grad.tolist() == [[1.0, 1.0]]
    assert logvar.grad.tolist() == [[0.5, -1.0]]  # noise / 2 at sigma = 1


def test_an_absurd_log_variance_stays_finite():
    q = split_moments(torch.tensor([[0.0, 1e6]]))
    assert torch.isfinite(q.kl_per_dimension()).all()
