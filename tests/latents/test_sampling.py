import numpy as np
import pytest

from facevae.data.labels import EXPRESSIONS
from facevae.errors import CheckpointError, ConfigError
from facevae.latents.sampling import sample
from tests.latents.made import codec, with_parts


def test_the_same_seed_gives_the_same_faces_and_another_others(tmp_path):
    coder = codec(tmp_path, prior="mixture")
    first, again, other = (sample(coder, 4, seed) for seed in (1, 1, 2))
    assert np.array_equal(first.pictures, again.pictures) and not np.array_equal(first.z, other.z)
    assert np.array_equal(first.z, coder.sample(4, 1)[0])


def test_refusing_leaves_the_likeliest_in_their_order(tmp_path):
    coder = codec(tmp_path, prior="mixture")
    free = sample(coder, 40, 3)
    kept = sample(coder, 10, 3, refuse=0.75)
    assert sorted(kept.log_prior) == pytest.approx(sorted(free.log_prior)[-10:], rel=1e-5)
    places = [int(np.flatnonzero((free.z == z).all(1))[0]) for z in kept.z]
    assert places == sorted(places)


@pytest.mark.parametrize("prior", ["standard", "gaussian", "mixture", "flow"])
def test_with_a_face_given_its_identity_stays_and_the_rest_varies(tmp_path, prior, monkeypatch):
    monkeypatch.setattr("facevae.models.priors.flow.STEPS", 10)
    coder = with_parts(tmp_path, prior=prior)
    person = np.arange(4.0)
    z = sample(coder, 6, 0, given={"identity": person}).z
    assert np.allclose(z[:, :4], person) and z[:, 4:].std(0).min() > 0.05


def test_what_is_drawn_goes_with_what_is_given(tmp_path):
    """Latents of two clusters, 3 apart in every number: the identity of one brings its rest."""
    coder = with_parts(tmp_path, prior="mixture")
    rest = [sample(coder, 300, 0, given={"identity": np.full(4, c)}).z[:, 8:].mean() for c in (0.0, 3.0)]
    assert rest[1] - rest[0] > 1


def test_an_expression_that_is_asked_for_is_read_from_all(tmp_path):
    coder = with_parts(tmp_path)
    z = sample(coder, 5, 0).z
    wanted = EXPRESSIONS[int(coder.expression_of(z).argmax(1)[0])]
    found = sample(coder, 5, 0, expression=wanted, temperature=3).z
    assert {EXPRESSIONS[i] for i in coder.expression_of(found).argmax(1)} == {wanted}


def test_what_a_model_cannot_do_is_said(tmp_path):
    with pytest.raises(CheckpointError, match="no identity part"):
        sample(codec(tmp_path), 2, 0, given={"identity": np.zeros(4)})
    with pytest.raises(CheckpointError, match="no expression part"):
        sample(codec(tmp_path), 2, 0, expression="fear")
    with pytest.raises(CheckpointError, match="no prior"):
        sample(codec(tmp_path, kind="ae"), 2, 0)
    with pytest.raises(ConfigError, match="refused"):
        sample(codec(tmp_path), 2, 0, refuse=1)
    with pytest.raises(ConfigError, match="chosen from 2,000,000"):
        sample(codec(tmp_path), 2, 0, refuse=0.999999)
