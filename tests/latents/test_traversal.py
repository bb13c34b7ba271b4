import numpy as np
import pandas as pd
import torch

from facevae.latents.traversal import across, names, rank
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
    ranking = rank(coder, mu, logvar)
    assert ranking.order[0] == 3 and ranking.order[-1] == 7
    assert ranking.change[3] > ranking.change[1] > ranking.change[0] == 0
    assert ranking.kl[7] == 0


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
    ranking = rank(codec(tmp_path), mu, np.zeros_like(mu))
    z = across(ranking, 4, 2.0, 5)
    assert np.allclose(z[2], mu.mean(0), atol=1e-6)
    assert np.allclose(z[-1] - z[0], np.eye(12)[4] * 4 * mu[:, 4].std(), atol=1e-5)
