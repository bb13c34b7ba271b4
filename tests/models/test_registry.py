"""A new part of a model is a file and one line: it can then be trained, chosen on the page, and named."""

import pytest
import torch

from facevae.dashboard import model_card, setting_fields
from facevae.models import registry
from facevae.models.backbones import mlp
from facevae.models.config import ModelConfig
from facevae.models.likelihoods.laplace import CalibratedLaplace
from facevae.models.priors.gaussian import GaussianPrior
from facevae.models.terms import build_terms
from facevae.models.terms.mmd import MmdTerm
from facevae.models.vae import VAE
from facevae.registry import Entry
from facevae.training.presets import configure


class Steeper(CalibratedLaplace):
    """A likelihood of a user's own."""


class Wider(GaussianPrior):
    """A prior of a user's own."""


class Nearer(MmdTerm):
    """A term of a user's own."""


def encoder(config: ModelConfig, out: int):
    """With `decoder` it makes this file a backbone of a user's own."""
    return torch.nn.Sequential(mlp.encoder(config, out), torch.nn.Identity())


decoder = mlp.decoder


@pytest.fixture
def own(monkeypatch):
    lines = {
        "BACKBONES": Entry(__name__, "twofold, for a test"),
        "LIKELIHOODS": Entry(f"{__name__}:Steeper", "steeper errors"),
        "PRIORS": Entry(f"{__name__}:Wider", "a wider Gaussian"),
        "TERMS": Entry(f"{__name__}:Nearer"),
    }
    for name, line in lines.items():
        monkeypatch.setitem(getattr(registry, name), "own", line)


def test_one_line_makes_a_part_that_models_are_built_of(own):
    config, _ = configure("article", {"backbone": "own", "likelihood": "own", "prior": "own", "size": 32})
    model = VAE(config)
    assert isinstance(model.encoder[1], torch.nn.Identity)
    assert type(model.likelihood) is Steeper and type(model.prior) is Wider
    assert model(torch.rand(2, 3, 32, 32)).x_hat.shape == (2, 3, 32, 32)
    assert type(build_terms(config, {"own": {}})["own"]) is Nearer


def test_the_page_offers_and_names_it(own):
    assert all("own" in setting_fields.CHOICES[name] for name in ("backbone", "likelihood", "prior"))
    assert model_card.kind({"backbone": "own", "kind": "vae"}) == "Twofold VAE"


def test_a_choice_says_what_it_means():
    meaning = {setting.name: setting.meaning for setting in setting_fields.settings(ModelConfig)}
    assert "- resnet: residual, for telling people and expressions apart" in meaning["backbone"]


@pytest.mark.parametrize("parts", [registry.BACKBONES, registry.LIKELIHOODS, registry.PRIORS, registry.TERMS])
def test_every_line_leads_to_its_code(parts):
    assert all(line.load() for line in parts.values())
