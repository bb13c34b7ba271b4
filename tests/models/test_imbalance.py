import pytest
import torch
from torch.nn import functional as F

from facevae.models.config import BALANCES
from facevae.models.imbalance import class_weights, face_weights, focal


def test_inverse_gives_every_class_the_same_sum():
    counts = torch.tensor([900, 90, 10])
    weights = class_weights(counts, "inverse")
    assert torch.allclose(weights * counts, torch.full((3,), 1000 / 3, dtype=torch.float64))


def test_effective_number_by_hand():
    # beta 0.5: one face is effectively 1, two are 1.5, many are 2.
    weights = class_weights(torch.tensor([1, 2, 60]), "effective", beta=0.5)
    assert torch.allclose(weights / weights[2], torch.tensor([2.0, 4 / 3, 1.0], dtype=torch.float64))


def test_effective_lies_between_uniform_and_inverse():
    counts = torch.tensor([5000, 500, 50])
    ratios = {how: class_weights(counts, how) for how in BALANCES}
    ratios = {how: float(weights[2] / weights[0]) for how, weights in ratios.items()}
    assert ratios["uniform"] == 1 < ratios["effective"] < ratios["inverse"] == pytest.approx(100)
    assert ratios["root"] == pytest.approx(10)


@pytest.mark.parametrize("how", BALANCES)
def test_a_face_counts_1_on_average_and_an_empty_class_nothing(how):
    counts = torch.tensor([70, 0, 7])
    weights = class_weights(counts, how)
    assert float((weights * counts).sum() / counts.sum()) == pytest.approx(1)
    assert weights[1] == 0
    assert torch.isfinite(weights).all()


def test_faces_without_a_label_keep_their_share():
    labels = torch.tensor([0] * 6 + [1] * 2 + [-1] * 12)
    weights = face_weights(labels, "inverse")
    assert (weights[labels < 0] == 1).all()
    assert [float(weights[labels == label].sum()) for label in (0, 1)] == pytest.approx([4, 4])
    assert (face_weights(torch.full((3,), -1), "inverse") == 1).all()


def test_focal_with_gamma_0_is_the_cross_entropy():
    torch.manual_seed(0)
    logits, target = torch.randn(6, 4), torch.rand(6, 4).softmax(1)
    expected = F.cross_entropy(logits, target, reduction="none")
    assert torch.allclose(focal(logits, target, 0.0), expected, atol=1e-6)
    weights = torch.tensor([1.0, 2.0, 0.5, 3.0])
    expected = F.cross_entropy(logits, torch.tensor([0, 1, 2, 3, 0, 1]), weights, reduction="none")
    one_hot = F.one_hot(torch.tensor([0, 1, 2, 3, 0, 1])).float()
    assert torch.allclose(focal(logits, one_hot, 0.0, weights), expected, atol=1e-6)


def test_focal_by_hand():
    # A sure answer, p = 0.9, counts (1 - 0.9)^2 = 0.01 of its cross-entropy, an even one 0.25.
    logits = torch.tensor([[0.9, 0.1], [0.5, 0.5]]).log()
    nats = focal(logits, torch.tensor([[1.0, 0.0], [1.0, 0.0]]), 2.0)
    expected = torch.tensor([0.01, 0.25]) * -torch.tensor([0.9, 0.5]).log()
    assert torch.allclose(nats, expected, atol=1e-6)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0])
def test_its_gradient_stays_finite_when_the_model_is_certain(gamma):
    logits = torch.tensor([[200.0, -200.0], [-200.0, 200.0]], requires_grad=True)
    focal(logits, torch.tensor([[1.0, 0.0], [1.0, 0.0]]), gamma).sum().backward()
    assert torch.isfinite(logits.grad).all()
