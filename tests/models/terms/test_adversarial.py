import pytest
import torch

from facevae.models.config import ModelConfig
from facevae.models.terms.adversarial import RISE, AdversarialTerm, patch_discriminator
from tests.models.terms.given import blurred, context, stripes

CONFIG = ModelConfig(size=32)


@pytest.fixture
def term():
    torch.manual_seed(0)
    return AdversarialTerm(CONFIG, start=0.5)


def gradients(term):
    return {name: value.grad.clone() for name, value in term.named_parameters()}


def test_before_its_time_it_says_nothing(term):
    x = stripes(2, 32)
    assert term(context(x, blurred(x).requires_grad_(), progress=0.49)) == 0
    assert not term.logged


def test_it_learns_to_tell_real_from_blurred(term):
    optimiser = torch.optim.Adam(term.parameters(), 1e-3)
    for step in range(40):
        x = stripes(8, 32, seed=step)
        optimiser.zero_grad()
        term(context(x, blurred(x).requires_grad_())).backward()
        optimiser.step()
    x = stripes(64, 32, seed=1000)  # never seen
    term(context(x, blurred(x).requires_grad_()))
    assert term.logged["accuracy"] > 0.75
    x_hat = blurred(x[:8]).requires_grad_()
    term(context(x, x_hat)).backward()
    with torch.no_grad():  # a step against the gradient looks more real to it
        before, after = (term.discriminator(y).mean() for y in (x_hat, x_hat - 0.1 * x_hat.grad.sign()))
    assert after > before


def test_the_model_s_loss_does_not_reach_the_discriminator_nor_the_discriminator_s_the_model(term):
    x = stripes(4, 32)
    x_hat = blurred(x).requires_grad_()
    term.eval()  # the estimates of the spectral norm stay what they are
    term(context(x, x_hat, progress=0.5)).backward()  # the model does not listen yet
    alone = gradients(term)
    assert x_hat.grad.abs().max() == 0
    term.zero_grad()
    term(context(x, x_hat, progress=0.5 + RISE)).backward()
    assert x_hat.grad.abs().max() > 0
    assert all(torch.equal(alone[name], value) for name, value in gradients(term).items())


def test_the_weights_of_each_layer_have_spectral_norm_1(term):
    x = stripes(4, 32)
    for _ in range(20):  # the norm is estimated a little better each time
        term.discriminator(x)
    for layer in term.discriminator[::2]:
        assert torch.linalg.matrix_norm(layer.weight.detach().flatten(1), 2) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(("size", "patches"), [(16, 8), (64, 8), (256, 32)])
def test_a_discriminator_judges_patches(size, patches):
    assert patch_discriminator(1, size)(torch.rand(2, 1, size, size)).shape == (2, 1, patches, patches)
