import torch

from facevae.models.distributions import DiagonalGaussian
from facevae.models.losses import objective
from facevae.models.vae import Parts


def parts(mu: torch.Tensor, nll: list[float]) -> Parts:
    q = DiagonalGaussian(mu, torch.zeros_like(mu))
    return Parts(torch.zeros(len(nll)), q, mu, torch.tensor(nll), q.kl_per_dimension())


def test_the_loss_is_reconstruction_plus_beta_times_kl():
    terms = objective(parts(torch.tensor([[2.0, 0.0], [0.0, 0.0]]), [10.0, 20.0]), beta=3.0)
    assert terms.reconstruction_nll == 15  # mean over the batch
    assert terms.kl == 1  # mu^2 / 2 = 2 for one of two images
    assert terms.loss == 15 + 3 * 1
    assert terms.kl_per_dimension.tolist() == [1.0, 0.0]


def test_with_beta_1_the_loss_is_the_negative_elbo():
    given = parts(torch.randn(5, 3), [1.0, 2.0, 3.0, 4.0, 5.0])
    assert torch.allclose(objective(given).loss, -given.elbo.mean())


def test_free_bits_charge_the_floor_and_leave_small_dimensions_in_peace():
    mu = torch.tensor([[2.0, 0.1]], requires_grad=True)  # KL 2 and 0.005
    terms = objective(parts(mu, [0.0]), free_bits=0.5)
    assert torch.isclose(terms.loss, torch.tensor(2.5))
    terms.loss.backward()
    assert mu.grad[0, 0] == 2 and mu.grad[0, 1] == 0
