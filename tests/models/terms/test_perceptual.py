import torch

from facevae.models.config import ModelConfig
from facevae.models.terms.perceptual import PerceptualTerm, distance, unit_channels
from tests.models.terms.given import blurred, context, stripes


def eye(x):
    """A network that sees edges across, at two sizes."""
    levels = (x, torch.nn.functional.avg_pool2d(x, 2))
    return [
        unit_channels(torch.cat([level[..., 1:] - level[..., :-1], level[..., :-1]], 1)) for level in levels
    ]


def test_the_distance_of_two_single_features_by_hand():
    # (3, 4) and (1, 0) become (0.6, 0.8) and (1, 0): 0.16 + 0.64 at one of two places, none at the other
    a = unit_channels(torch.tensor([[[[3.0, 2.0]], [[4.0, 0.0]]]]))
    b = unit_channels(torch.tensor([[[[1.0, 5.0]], [[0.0, 0.0]]]]))
    assert torch.allclose(distance([a], [b]), torch.tensor([0.4]))
    assert torch.allclose(distance([a, a], [b, b]), torch.tensor([0.8]))


def test_what_is_unchanged_looks_alike_and_what_is_blurred_looks_different():
    x = stripes(8, 32)
    term = PerceptualTerm(ModelConfig(), eye)
    losses = [term(context(x, (blurred(x, s) if s else x.clone()).requires_grad_())) for s in (0, 1.0, 2.0)]
    assert losses[0] < 1e-9 and losses[0] < losses[1] < losses[2]


def test_only_the_reconstruction_is_told_what_to_change():
    network = torch.nn.Conv2d(3, 4, 3).requires_grad_(False)
    term = PerceptualTerm(ModelConfig(), lambda x: [unit_channels(network(x))])
    assert not list(term.parameters()) and not term.state_dict()  # nothing of it is trained or kept
    x = stripes(4, 16).clone().requires_grad_()
    x_hat = blurred(x.detach()).requires_grad_()
    term(context(x.detach(), x_hat)).backward()
    assert x.grad is None and network.weight.grad is None and x_hat.grad.abs().sum() > 0


def test_following_the_loss_makes_a_blurred_picture_sharp_again():
    x = stripes(4, 32)
    x_hat = blurred(x).requires_grad_()
    optimiser = torch.optim.Adam([x_hat], 0.02)
    before = distance(eye(x_hat), eye(x)).mean()
    for _ in range(30):
        optimiser.zero_grad()
        PerceptualTerm(ModelConfig(), eye)(context(x, x_hat)).backward()
        optimiser.step()
    assert distance(eye(x_hat), eye(x)).mean() < before / 3
