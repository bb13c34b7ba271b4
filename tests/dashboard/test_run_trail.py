import base64
import itertools

import numpy as np
import pytest

from facevae.dashboard.run_trail import FAR, Trail
from facevae.training import watch

FACES, LATENTS = 40, 6


@pytest.fixture
def moving(tmp_path):
    """Records of latents that spread and turn, as a model's do while it learns."""
    rng = np.random.default_rng(0)
    places, drift = rng.normal(size=(2, FACES, LATENTS))
    for step in (0, 10, 20, 30):
        mu = (0.1 + step) * (places * (3, 2, 1, 0, 0, 0) + 0.02 * step * drift) * (-1) ** (step // 10)
        watch.write(tmp_path, watch.Record(step, mu, np.full(LATENTS, step, float)))
    return tmp_path


def test_faces_move_little_from_one_look_to_the_next_however_the_latents_turned(moving):
    looks = Trail(moving).refreshed()
    assert [look.step for look in looks] == [0, 10, 20, 30]
    for before, after in itertools.pairwise(looks):
        assert np.square(after.places - before.places).sum(1).mean() < 0.5


def test_what_was_placed_stays_when_more_comes(moving):
    trail = Trail(moving)
    before = trail.refreshed()
    watch.write(
        moving, watch.Record(40, np.random.default_rng(1).normal(size=(FACES, LATENTS)), np.ones(LATENTS))
    )
    after = trail.refreshed()
    assert after[:4] == before and after[4].step == 40


def test_records_that_are_gone_or_damaged_are_left_out(moving):
    trail = Trail(moving)
    trail.refreshed()
    (moving / "step-00000010.npz").unlink()
    (moving / "step-00000040.npz").write_bytes(b"half a rec")
    assert [look.step for look in trail.refreshed()] == [0, 20, 30]


def test_the_browser_gets_the_places_to_a_thousandth(moving):
    look = Trail(moving).refreshed()[2]
    packed = look.packed()
    places = np.frombuffer(base64.b64decode(packed["places"]), "<i2").reshape(-1, 2) * FAR / 32767
    np.testing.assert_allclose(places, look.places, atol=1e-3)
    assert np.frombuffer(base64.b64decode(packed["kl"]), "<f4").tolist() == [20.0] * LATENTS
    assert packed["active"] == LATENTS
