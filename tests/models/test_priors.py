import torch

from facevae.models.priors import FittedPrior


def test_before_it_is_fitted_it_is_the_standard_normal():
    noise = torch.randn(5, 3)
    assert torch.equal(FittedPrior(3)(noise), noise)


def test_fitted_it_has_the_mean_and_covariance_of_the_posteriors_samples():
    torch.manual_seed(0)
    mixing = torch.tensor([[1.0, 0.0, 0.0], [0.8, 0.5, 0.0], [0.0, -0.3, 2.0]])
    mu = torch.randn(50_000, 3) @ mixing.T + torch.tensor([1.0, 2.0, -1.0])
    logvar = torch.log(torch.tensor([0.1, 0.2, 0.3])).expand_as(mu)
    prior = FittedPrior(3)
    prior.fit(mu, logvar)
    z = prior(torch.randn(200_000, 3))
    assert torch.allclose(z.mean(0), torch.tensor([1.0, 2.0, -1.0]), atol=0.03)
    expected = mixing @ mixing.T + torch.diag(torch.tensor([0.1, 0.2, 0.3]))
    assert torch.allclose(torch.cov(z.T), expected, atol=0.08)


def test_temperature_zero_is_the_mean_face():
    prior = FittedPrior(2)
    prior.fit(torch.randn(10, 2) + 3, torch.zeros(10, 2))
    assert torch.allclose(prior(torch.randn(4, 2), temperature=0), prior.mean.expand(4, 2))


def test_fewer_faces_than_latents_still_give_a_prior():
    torch.manual_seed(0)
    prior = FittedPrior(16)
    prior.fit(torch.randn(1, 16), torch.full((1, 16), -3.0))
    assert torch.isfinite(prior(torch.randn(4, 16))).all()
    prior.fit(torch.randn(5, 16), torch.full((5, 16), -3.0))
    assert torch.isfinite(prior(torch.randn(4, 16))).all()
