import pytest
import torch

from facevae.data.generated import make
from facevae.errors import CheckpointError
from facevae.training import launch, loop, warm_start
from facevae.training.checkpoint import load_checkpoint
from facevae.training.presets import configure
from facevae.training.trainer import Trainer

TINY = {"size": 16, "hidden": "8", "latent_dim": 6, "steps": 2, "batch_size": 8, "precision": "float32"}


@pytest.fixture
def first(own_home):
    make("faces", 24, size=16)
    loop.execute(launch.prepare("faces", "article", TINY, "first"))


def trainer(**settings) -> Trainer:
    return Trainer(*configure("article", TINY | settings), steps=2)


def test_what_fits_is_taken_and_the_rest_begins_anew(first):
    theirs = load_checkpoint("first").model.state_dict()
    later = trainer(identity_dim=2, expression_dim=2)
    fresh = warm_start.take_over(later, "first")
    heads = ["expression_heads.expression.bias", "expression_heads.expression.weight"]
    assert fresh == [*heads, "prior.mean", "prior.scale"]
    for model in (later.model, later.ema):
        own = model.state_dict()
        assert all(torch.equal(own[key], value) for key, value in theirs.items() if "prior" not in key)


def test_of_two_the_mean_of_what_they_share_is_taken(first):
    loop.execute(
        launch.prepare("faces", "article", TINY | {"start_from": "first", "identity_dim": 2}, "other")
    )
    later = trainer()
    warm_start.take_over(later, "first+other")
    one, two = (load_checkpoint(name).model.encoder.state_dict() for name in ("first", "other"))
    mean = later.model.encoder.state_dict()
    assert all(torch.allclose(mean[key], (one[key] + two[key]) / 2, atol=1e-6) for key in one)
    assert any(not torch.equal(one[key], two[key]) for key in one)


def test_a_model_of_which_nothing_fits_is_refused(first):
    with pytest.raises(CheckpointError, match="Nothing of “first” fits"):
        warm_start.take_over(trainer(hidden="9", size=32, latent_dim=7), "first")


def test_a_prior_alone_is_nothing_to_begin_with(first):
    with pytest.raises(CheckpointError, match="Nothing of “first” fits"):
        warm_start.take_over(trainer(hidden="9", size=32), "first")


def test_a_run_starts_from_a_checkpoint(first):
    run = launch.prepare("faces", "article", TINY | {"start_from": "first", "learning_rate": 1e-12}, "second")
    loop.execute(run)
    one, two = (load_checkpoint(name).model.encoder.state_dict() for name in ("first", "second"))
    assert all(torch.allclose(one[key], two[key], atol=1e-6) for key in one)
    began = [load_checkpoint(name).card["training"].get("start_from") for name in ("first", "second")]
    assert began == [None, "first"]
