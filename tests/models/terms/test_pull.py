import pytest
import torch

from facevae.models.terms.pull import as_hard_as_pixels
from tests.models.terms.given import context


def pulled(x, x_hat, loss, **further):
    given = context(x, x_hat, **further)
    return given, as_hard_as_pixels(given, loss)


def test_the_value_is_the_loss_s_and_the_gradient_is_as_long_as_the_reconstruction_s():
    x_hat = torch.tensor(
        [[3.0, 4.0]], requires_grad=True
    )  # squared error from 0: gradient (6, 8), of length 10
    given, loss = pulled(torch.zeros(1, 2), x_hat, 1e-6 * x_hat[0, 1])  # gradient (0, 1e-6)
    assert torch.isclose(loss, torch.tensor(4e-6))
    (given.reconstruction_nll.mean() + 0.5 * loss).backward()
    assert torch.allclose(x_hat.grad, torch.tensor([[6.0, 8.0 + 0.5 * 10.0]]))


def test_a_loss_that_does_not_pull_leaves_no_trace():
    x_hat = torch.ones(1, 2, requires_grad=True)
    pulled(torch.zeros(1, 2), x_hat, 0.0 * x_hat.sum())[1].backward()
    assert x_hat.grad.tolist() == [[0.0, 0.0]]


def test_a_picture_that_is_held_fixed_is_not_pulled_at():
    x_hat = torch.ones(1, 2)
    assert pulled(torch.zeros(1, 2), x_hat, x_hat.sum())[1] == 2


def test_where_the_likelihood_does_not_judge_x_hat_a_calibrated_gaussian_stands_in():
    x_hat = torch.tensor([[3.0, 4.0]], requires_grad=True)
    nll = torch.zeros(1, requires_grad=True) * 2
    pulled(torch.zeros(1, 2), x_hat, x_hat[0, 1], reconstruction_nll=nll)[1].backward()
    # D/2 log(mean of squares) has the gradient x / mean = (3, 4) / 12.5, of length 0.4
    assert x_hat.grad.tolist() == [[0.0, pytest.approx(0.4)]]
