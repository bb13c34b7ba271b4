import pytest
import torch

from facevae.models.terms.separation import Adversary, SeparationTerm
from tests.models.terms.step import CONFIG, around


def one_hot(label: torch.Tensor, classes: int) -> torch.Tensor:
    return torch.nn.functional.one_hot(label, classes).float()


def test_the_adversary_learns_what_a_part_tells():
    torch.manual_seed(0)
    adversary = Adversary(4, 2)
    optimiser = torch.optim.Adam(adversary.parameters(), 0.01)
    for _ in range(150):
        label = torch.randint(2, (64,))
        part = torch.randn(64, 4)
        part[:, 0] += 4 * label - 2
        optimiser.zero_grad()
        adversary(part, one_hot(label, 2)).backward()
        optimiser.step()
    right = adversary.body(part).argmax(1) == label
    assert right.float().mean() > 0.95
    assert adversary.mean.sum().item() == pytest.approx(1.0, abs=1e-5)


def test_a_part_that_is_free_to_move_stops_telling():
    """Latents that tell the label at first lose most of the difference."""
    torch.manual_seed(0)
    label = torch.arange(256) % 2
    target = one_hot(label, 2)
    part = torch.randn(256, 4)
    part[:, 0] += 3 * label - 1.5
    part = torch.nn.Parameter(part)
    adversary = Adversary(4, 2)
    optimiser = torch.optim.Adam([part, *adversary.parameters()], 0.01)
    gap = lambda: (part[label == 0].mean(0) - part[label == 1].mean(0)).norm().item()  # noqa: E731
    before = gap()
    for _ in range(400):
        optimiser.zero_grad()
        adversary(part, target).backward()
        optimiser.step()
    assert gap() < 0.4 * before


def test_neither_loss_trains_the_other_side():
    """The adversary's own loss leaves the part alone; the part's loss leaves the adversary alone."""
    torch.manual_seed(0)
    adversary, part = Adversary(3, 2), torch.randn(5, 3, requires_grad=True)
    adversary.eval()
    unknown = torch.zeros(5, 2)
    adversary(part, unknown).backward()
    assert (part.grad == 0).all() and all((p.grad == 0).all() for p in adversary.parameters())
    target = one_hot(torch.tensor([0, 1, 0, 1, 1]), 2)
    part.grad = None
    adversary(part, target).backward()
    logs = adversary.body(part).log_softmax(1)
    (expected,) = torch.autograd.grad(-(adversary.mean * logs).sum(1).mean(), part)
    assert torch.allclose(part.grad, expected, atol=1e-6)


def test_each_part_is_judged_by_the_label_of_the_other():
    z = torch.randn(4, 12, requires_grad=True)
    votes = one_hot(torch.tensor([0, 1, 2, 3]), 8)
    strangers = torch.full((4,), -1)
    SeparationTerm(CONFIG, people=3)(around(z, expression=votes, identity=strangers)).backward()
    assert (z.grad[:, :6] != 0).all() and (z.grad[:, 6:] == 0).all()
    z.grad = None
    SeparationTerm(CONFIG, people=3)(
        around(z, expression=0 * votes, identity=torch.tensor([0, 1, 2, 0]))
    ).backward()
    assert (z.grad[:, :6] == 0).all() and (z.grad[:, 6:10] != 0).all() and (z.grad[:, 10:] == 0).all()
