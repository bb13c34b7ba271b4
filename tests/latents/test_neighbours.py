import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from facevae.errors import Cancelled
from facevae.latents import neighbours


def by_hand(queries, known):
    return np.linalg.norm(queries[:, None].astype(float) - known[None].astype(float), axis=2)


@pytest.mark.parametrize("block", [100, 16_000_000])
def test_nearest_are_those_found_by_hand(monkeypatch, block):
    monkeypatch.setattr(neighbours, "BLOCK", block)
    rng = np.random.default_rng(0)
    queries, known = rng.normal(size=(23, 7)), rng.normal(size=(40, 7))
    near, distances = neighbours.nearest(queries, known, 5)
    expected = by_hand(queries, known)
    assert_array_equal(near, expected.argsort(axis=1)[:, :5])
    assert_allclose(distances, np.sort(expected, axis=1)[:, :5], rtol=1e-5)


def test_a_face_is_not_its_own_neighbour_but_its_twin_is_at_distance_zero():
    z = np.random.default_rng(0).normal(size=(30, 100)) * 50 + 1000
    z[7] = z[3]
    near, distances = neighbours.nearest(z, z, 4, others=True)
    assert (near != np.arange(30)[:, None]).all()
    assert near[3, 0] == 7 and near[7, 0] == 3
    assert distances[3, 0] == distances[7, 0] == 0


def test_k_is_at_most_what_there_is():
    z = np.random.default_rng(0).normal(size=(4, 3))
    assert neighbours.nearest(z, z, 10)[0].shape == (4, 4)
    assert neighbours.nearest(z, z, 10, others=True)[0].shape == (4, 3)


def test_huge_values_do_not_overflow():
    z = np.random.default_rng(0).normal(size=(20, 5))
    assert_array_equal(neighbours.nearest(z * 1e30, z * 1e30, 3)[0], neighbours.nearest(z, z, 3)[0])


def test_cancelling_stops_between_blocks(monkeypatch):
    monkeypatch.setattr(neighbours, "BLOCK", 50)

    def stop(done, total, doing):
        if done >= 10:
            raise Cancelled

    z = np.random.default_rng(0).normal(size=(50, 3))
    with pytest.raises(Cancelled):
        neighbours.nearest(z, z, 3, progress=stop)
