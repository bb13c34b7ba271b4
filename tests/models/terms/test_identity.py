import math

import pytest
import torch
from torch.nn import functional

from facevae.models.terms.identity import IdentityTerm, margin_logits
from tests.models.terms.step import CONFIG, around


def test_the_own_angle_is_widened_by_the_margin_and_the_others_stay():
    angles = torch.tensor([[0.4, 1.2], [2.0, 0.7]])
    logits = margin_logits(angles.cos(), torch.tensor([0, 1]), margin=0.3, scale=10.0)
    expected = 10 * torch.tensor([[math.cos(0.7), math.cos(1.2)], [math.cos(2.0), math.cos(1.0)]])
    assert torch.allclose(logits, expected, atol=1e-4)


def test_the_own_logit_falls_with_the_angle_all_the_way():
    cosines = torch.linspace(math.pi - 1e-3, 1e-3, 400).cos()[:, None]
    logits = margin_logits(cosines, torch.zeros(400, dtype=torch.long), margin=0.5, scale=1.0)[:, 0]
    assert (logits.diff() > 0).all()


def test_without_a_margin_it_is_the_cross_entropy_of_cosines():
    torch.manual_seed(0)
    term = IdentityTerm(CONFIG, people=5, margin=0.0, scale=4.0)
    z, label = torch.randn(7, 12), torch.tensor([0, 1, 2, 3, 4, 0, 1])
    cosines = functional.cosine_similarity(z[:, None, :6], term.centres[None], dim=2)
    expected = functional.cross_entropy(4 * cosines, label)
    assert term(around(z, identity=label)).item() == pytest.approx(expected.item(), rel=1e-4)


def test_a_face_without_a_name_adds_nothing_and_nor_do_the_other_parts():
    torch.manual_seed(0)
    term = IdentityTerm(CONFIG, people=3)
    z = torch.randn(4, 12, requires_grad=True)
    term(around(z, identity=torch.tensor([1, -1, 2, -1]))).backward()
    assert (z.grad[[0, 2], :6] != 0).all()
    assert (z.grad[[1, 3]] == 0).all() and (z.grad[:, 6:] == 0).all()
    alone = term(around(z[[0, 2]], identity=torch.tensor([1, 2])))
    assert torch.allclose(alone, term(around(z, identity=torch.tensor([1, -1, 2, -1]))))


def test_a_batch_of_strangers_has_a_loss_of_zero_that_can_be_trained():
    z = torch.randn(3, 12, requires_grad=True)
    loss = IdentityTerm(CONFIG, people=3)(around(z, identity=torch.full((3,), -1)))
    loss.backward()
    assert loss.item() == 0 and (z.grad == 0).all()
