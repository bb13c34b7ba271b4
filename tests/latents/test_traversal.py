import numpy as np
import pandas as pd
import pytest
import torch

from facevae.latents.codec import Encoded
from facevae.latents.traversal import across, drawn, names, rank
from tests.latents.made import codec

RNG = np.random.default_rng(0)


class OnlySome(torch.nn.Module):
    """A decoder that listens to number 3 loudly, to number 1 faintly, to the others not at all."""

    def forward(self, z):
        told = 2 * z[:, 3] + 0.2 * z[:, 1]
        return told[:, None, None, None].expand(-1, 3, 16, 16)


def test_numbers_that_do_most_come_first(tmp_path):
    coder = codec(tmp_path)
    coder._model.decoder = OnlySome()
    mu = RNG.normal(size=(200, 12)).astype(np.float32)
    logvar = np.full_like(mu, -3)
    mu[:, 7], logvar[:, 7] = 0, 0  # a number that says nothing
    ranking = rank(coder, Encoded(mu, logvar))
    assert ranking.order[0] == 3 and ranking.order[-1] == 7
    assert ranking.change[3] > ranking.change[1] > ranking.change[0] == 0
    assert ranking.kl[7] == 0


def test_a_number_carries_the_nats_of_its_posterior(tmp_path):
    """Means spread alike; what is known ten times more exactly carries log 10 more, whatever the picture."""
    coder = codec(tmp_path)
    coder._model.decoder = OnlySome()
    mu = np.tile(RNG.normal(size=(200, 1)), 12).astype(np.float32)
    logvar = np.zeros_like(mu)
    logvar[:, 5], logvar[:, 6] = 2 * np.log(0.1), 2 * np.log(0.01)
    ranking = rank(coder, Encoded(mu, logvar))
    assert ranking.kl[6] - ranking.kl[5] == pytest.approx(np.log(10), abs=0.01)
    places = ranking.order.tolist()
    assert places.index(6) < places.index(5) < min(places.index(i) for i in (0, 2, 4, 7, 8))


def test_a_plain_autoencoder_has_no_nats_to_sort_by(tmp_path):
    coder = codec(tmp_path, kind="ae")
    ranking = rank(coder, drawn(coder, 30))
    assert not ranking.kl.any()
    assert ranking.order.tolist() == np.argsort(-ranking.change, kind="stable").tolist()


def test_drawn_faces_are_told_with_the_posteriors_of_their_pictures(tmp_path):
    coder = codec(tmp_path)
    faces = drawn(coder, 20)
    again = coder.encode(coder.decode(coder.draw(20, 0)))
    assert np.array_equal(faces.logvar, again.logvar) and faces.logvar.any()


def test_numbers_are_named_by_what_they_go_along_with():
    z = RNG.normal(size=(300, 4))
    index = pd.DataFrame(
        {
            "p_skin_tone": -z[:, 1] + 0.3 * RNG.normal(size=300),
            "p_beard": np.where(z[:, 2] > 0.5, "full", "none"),
            "p_noise": RNG.normal(size=300),
        }
    )
    named = names(z, index)
    assert named[1][0] == "skin tone" and named[1][1] < -0.9
    assert named[2][0] == "beard" and abs(named[2][1]) > 0.6
    assert set(named) == {1, 2}
    assert names(z, pd.DataFrame({"face_id": range(300)})) == {}


def test_unlabelled_faces_do_not_blur_what_a_number_goes_along_with():
    z = RNG.normal(size=(300, 4))
    kinds = np.where(z[:, 2] > 0, "female", "male").astype(object)
    kinds[:200] = None
    z[:200, 2] += 5  # those that nobody labelled are another sort
    named = names(z, pd.DataFrame({"gender": kinds}))
    assert named[2][0].startswith("gender") and abs(named[2][1]) > 0.7


def test_a_traversal_moves_one_number_about_the_mean(tmp_path):
    mu = RNG.normal(size=(50, 12)).astype(np.float32)
    ranking = rank(codec(tmp_path), Encoded(mu, np.zeros_like(mu)))
    z = across(ranking, 4, 2.0, 5)
    assert np.allclose(z[2], mu.mean(0), atol=1e-6)
    assert np.allclose(z[-1] - z[0], np.eye(12)[4] * 4 * mu[:, 4].std(), atol=1e-5)
