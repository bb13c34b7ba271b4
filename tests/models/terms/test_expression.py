import pytest
import torch

from facevae.models.terms.expression import ExpressionTerm
from facevae.models.vae import VAE
from tests.models.terms.step import CONFIG, around


def test_it_is_the_cross_entropy_of_the_votes():
    torch.manual_seed(0)
    model, z = VAE(CONFIG), torch.randn(2, 12)
    votes = torch.zeros(2, 8)
    votes[0, 0], votes[0, 3], votes[1, 5] = 0.75, 0.25, 1.0
    logs = model.expression_logits(z).log_softmax(1)
    by_hand = -(0.75 * logs[0, 0] + 0.25 * logs[0, 3] + logs[1, 5]) / 2
    term = ExpressionTerm(CONFIG)
    assert term(around(z, model, expression=votes)).item() == pytest.approx(by_hand.item(), rel=1e-5)


def test_a_face_without_a_label_adds_nothing():
    z = torch.randn(3, 12, requires_grad=True)
    votes = torch.zeros(3, 8)
    votes[1, 2] = 1.0
    ExpressionTerm(CONFIG)(around(z, VAE(CONFIG), expression=votes)).backward()
    assert (z.grad[[0, 2]] == 0).all()
    assert (z.grad[1, 6:10] != 0).all() and (z.grad[1, :6] == 0).all() and (z.grad[1, 10:] == 0).all()
