import torch
from torch.distributions import MultivariateNormal

from facevae.models.priors.gaussian import GaussianPrior

MIXING = torch.tensor([[1.0, 0.0, 0.0], [0.8, 0.5, 0.0], [0.0, -0.3, 2.0]])
CENTRE = torch.tensor([1.0, 2.0, -1.0])
LOGVAR = torch.log(torch.tensor([0.1, 0.2, 0.3]))


def fitted(count: int) -> GaussianPrior:
    torch.manual_seed(0)
    mu = torch.randn(count, 3) @ MIXING.T + CENTRE
    prior = GaussianPrior(3)
    prior.fit(mu, LOGVAR.expand_as(mu))
    return prior


def test_fitted_it_has_the_mean_and_covariance_of_the_posteriors_samples():
    z = fitted(50_000)(torch.randn(200_000, 3))
    assert torch.allclose(z.mean(0), CENTRE, atol=0.03)
    assert torch.allclose(torch.cov(z.T), MIXING @ MIXING.T + torch.diag(LOGVAR.exp()), atol=0.08)


def test_its_density_is_torchs():
    prior = fitted(100)
    z = torch.randn(20, 3)
    expected = MultivariateNormal(prior.mean, scale_tril=prior.scale).log_prob(z)
    assert torch.allclose(prior.log_prob(z), expected, atol=1e-4)


def test_whitening_undoes_drawing():
    noise = torch.randn(10, 3)
    prior = fitted(100)
    assert torch.allclose(prior.whiten(prior(noise)), noise, atol=1e-4)


def test_fewer_faces_than_latents_still_give_a_prior():
    torch.manual_seed(0)
    prior = GaussianPrior(16)
    for count in (1, 5):
        prior.fit(torch.randn(count, 16), torch.full((count, 16), -3.0))
        assert torch.isfinite(prior(torch.randn(4, 16))).all()
