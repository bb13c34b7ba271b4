import pytest
import torch

from facevae.models.config import ModelConfig
from facevae.models.terms.distillation import DistillationTerm
from tests.models.terms.given import context

CONFIG = ModelConfig(latent_dim=4, identity_dim=2)


def loss(z, target, config=CONFIG):
    x = torch.zeros(len(z), 3, 8, 8)
    return DistillationTerm(config)(context(x, x, z=z, labels={"distillation": target}))


def test_it_is_the_mean_of_one_minus_the_cosine_over_the_faces_that_have_a_vector():
    z = torch.tensor([[2.0, 0.0, 9.0, 9.0], [0.0, 3.0, 9.0, 9.0], [1.0, 1.0, 9.0, 9.0]])
    target = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 0.0]])  # cosines 1, 0 and none
    assert loss(z, target) == pytest.approx(0.5)
    assert loss(z, torch.zeros(3, 2)) == 0


def test_only_the_identity_part_is_drawn():
    z = torch.randn(3, 4, requires_grad=True)
    loss(z, torch.eye(2)[[0, 1, 0]]).backward()
    assert z.grad[:, :2].abs().sum() > 0 and z.grad[:, 2:].abs().sum() == 0


def test_without_an_identity_part_the_whole_latent_is_meant():
    z = torch.eye(4)
    assert loss(z, torch.eye(4), ModelConfig(latent_dim=4)) == pytest.approx(0)
