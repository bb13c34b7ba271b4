import numpy as np
import pytest
import torch
from sklearn.mixture import GaussianMixture

from facevae.models.priors.mixture import MixturePrior


def data(count: int) -> torch.Tensor:
    torch.manual_seed(0)
    shapes = torch.tensor([[[1.0, 0.0], [0.5, 0.3]], [[0.4, 0.0], [-0.6, 0.8]], [[0.7, 0.0], [0.0, 0.7]]])
    centres = torch.tensor([[0.0, 3.0], [3.0, -1.0], [-3.0, -1.0]])
    chosen = torch.randint(3, (count,))
    return centres[chosen] + torch.einsum("nij,nj->ni", shapes[chosen], torch.randn(count, 2))


def test_it_finds_what_scikit_learn_finds():
    z = data(3000)
    prior = MixturePrior(2, 3)
    prior.fit(z, torch.full_like(z, -20.0))
    theirs = GaussianMixture(3, random_state=0).fit(z.numpy())
    assert prior.log_prob(z).mean().item() == pytest.approx(theirs.score(z.numpy()), abs=0.01)
    order, their_order = prior.means[:, 1].argsort(), np.argsort(theirs.means_[:, 1])
    assert np.allclose(prior.weights[order], theirs.weights_[their_order], atol=0.02)
    assert np.allclose(prior.means[order], theirs.means_[their_order], atol=0.1)


def test_its_density_is_scikit_learns():
    z = data(500)
    prior = MixturePrior(2, 3)
    prior.fit(z, torch.full_like(z, -3.0))
    theirs = GaussianMixture(3)
    theirs.weights_, theirs.means_ = prior.weights.numpy(), prior.means.numpy()
    precisions = np.linalg.inv(prior.scales.numpy()).transpose(0, 2, 1)
    theirs.precisions_cholesky_ = precisions
    assert np.allclose(prior.log_prob(z), theirs.score_samples(z.numpy()), atol=1e-3)


def test_the_spread_of_the_posteriors_is_part_of_it():
    mu = torch.zeros(500, 2)
    prior = MixturePrior(2, 2)
    prior.fit(mu, torch.log(torch.tensor([0.5, 2.0])).expand_as(mu))
    z = prior(torch.randn(50_000, 3))
    assert torch.allclose(z.var(0), torch.tensor([0.5, 2.0]), rtol=0.05)


@pytest.mark.parametrize("count", [1, 5])
def test_fewer_faces_than_components_still_give_a_prior(count):
    torch.manual_seed(0)
    prior = MixturePrior(16)
    prior.fit(torch.randn(count, 16), torch.full((count, 16), -3.0))
    assert torch.isfinite(prior(torch.randn(4, 17))).all()
    assert torch.isfinite(prior.log_prob(torch.randn(4, 16))).all()
