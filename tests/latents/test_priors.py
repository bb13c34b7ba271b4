import numpy as np
import pytest
import torch

from facevae.data import faceset, generated
from facevae.errors import CheckpointError
from facevae.latents import priors
from facevae.latents.sampling import sample
from facevae.models.priors import flow
from tests.latents.made import codec


@pytest.fixture
def faces(own_home):
    return generated.make("faces", 90, size=16, seed=0)


def learned(model, **data):
    """The model with what its card says of its faces."""
    model.checkpoint.card["data"] = data
    return model


def test_the_models_own_prior_is_taken_as_it_is(own_home):
    own = codec(own_home, prior="mixture")
    assert priors.of(own) is own and priors.of(own, "mixture") is own
    assert priors.told(own) == {"prior": "mixture"}


def test_the_standard_normal_needs_no_faces(own_home):
    own = codec(own_home, prior="mixture")
    standard = priors.of(own, "standard")
    assert np.allclose(standard.draw(3, 5), np.random.default_rng(5).standard_normal((3, 12)))
    assert priors.told(standard) == {"prior": "standard"}
    assert own.prior == "mixture" and (own.draw(3, 5) != standard.draw(3, 5)).any()


@pytest.mark.parametrize("name", ["gaussian", "mixture", "flow"])
def test_a_fitted_prior_draws_where_the_faces_lie_and_is_fitted_once(faces, name, monkeypatch, own_home):
    monkeypatch.setattr(flow, "STEPS", 20)
    own, steps = codec(own_home), []
    assert not priors.is_fitted(own, name, faces)
    fitted = priors.of(own, name, faces, lambda *told: steps.append(told))
    assert steps and priors.is_fitted(own, name, faces)
    real = own.encode(faces.pixels[faces.rows("train")]).mu.mean(0)
    drawn = [sample(coder, 400, 0).z.mean(0) for coder in (fitted, own)]
    near, far = (np.linalg.norm(z - real) for z in drawn)
    assert near < far / 3  # the model's own was fitted to something else
    monkeypatch.setattr(priors, "fit", None)
    again = priors.of(own, name, faces)
    assert np.array_equal(again.draw(5, 1), fitted.draw(5, 1))
    assert np.array_equal(again.log_prior(again.draw(5, 1)), fitted.log_prior(fitted.draw(5, 1)))
    assert priors.told(again) == {"prior": name, "prior_of": "faces"}


def test_another_checkpoint_and_other_faces_have_priors_of_their_own(faces, own_home):
    own, other = codec(own_home), codec(own_home, "other", latent_dim=8)
    priors.of(own, "gaussian", faces)
    assert not priors.is_fitted(other, "gaussian", faces)
    assert not priors.is_fitted(own, "gaussian", generated.make("more", 40, size=16, seed=1))
    faceset.delete("more")
    assert not priors.is_fitted(own, "gaussian", faces)  # a deleted face stays nowhere


def test_a_damaged_file_is_fitted_anew(faces, own_home):
    own = codec(own_home)
    first = priors.of(own, "gaussian", faces).draw(3, 0)
    (file,) = (own_home / "cache" / "priors").iterdir()
    file.write_bytes(b"nonsense")
    assert np.array_equal(priors.of(own, "gaussian", faces).draw(3, 0), first)


def test_the_faces_that_the_model_learned_from_are_found(faces, own_home):
    own = codec(own_home)
    generated.make("others", 20, size=16, seed=1)
    for told in (
        {"name": "renamed", "version": faces.version},
        {"name": "a+faces"},
        {"name": "x", "version": f"gone+{faces.version}"},
    ):
        assert priors.learned_from(learned(own, **told)).name == "faces"
    for told in ({"name": "faces", "version": "older"}, {"name": "gone"}, {}):
        assert priors.learned_from(learned(own, **told)) is None


def test_what_cannot_be_fitted_is_said(own_home):
    with pytest.raises(CheckpointError, match="learned from are not here"):
        priors.of(codec(own_home, prior="mixture"), "flow")
    with pytest.raises(CheckpointError, match="no prior"):
        priors.of(codec(own_home, "plain", kind="ae"), "standard")


def test_it_is_fitted_to_draws_of_the_posteriors_not_to_their_means_alone(own_home):
    mu, logvar = torch.zeros(500, 3).numpy(), torch.full((500, 3), 2 * np.log(0.5)).numpy()
    fitted = priors.fit("gaussian", priors.Encoded(mu, logvar))
    assert fitted.scale.diagonal().numpy() == pytest.approx(0.5, abs=0.01)
