import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from facevae.errors import FaceVAEError
from facevae.latents.placement import Placement, draws
from facevae.latents.projection import project
from tests.latents.planted import clusters


@pytest.fixture(scope="module")
def tsne():
    z, kind = clusters()
    return z, kind, project(z, "tsne")


def test_a_duplicate_lands_on_its_twin(tsne):
    z, _, known = tsne
    points, near, ratio, farther = Placement(z, known).place(z[[5, 17]])
    assert_allclose(points, known[[5, 17]], atol=1e-4)
    assert_array_equal(near[:, 0], [5, 17])
    assert_array_equal(ratio, 0)
    assert_array_equal(farther, 1)


def test_a_new_face_lands_among_its_own_kind(tsne):
    z, kind, known = tsne
    new, new_kind = z + np.random.default_rng(1).normal(scale=0.3, size=z.shape), kind
    points, near, *_ = Placement(z, known).place(new)
    assert near.shape == (len(z), 10)
    on_map = np.linalg.norm(points[:, None] - known[None], axis=2).argmin(axis=1)
    assert (kind[on_map] == new_kind).mean() > 0.99


def test_one_stray_neighbour_does_not_pull_a_face_between_clusters():
    z = np.random.default_rng(0).normal(size=(10, 40))
    known = np.zeros((10, 2))
    known[9] = 100
    points = Placement(z, known).place(z.mean(axis=0, keepdims=True)).points
    assert np.linalg.norm(points) < 1


def test_on_a_pca_map_a_new_face_lands_where_pca_puts_it():
    z, _ = clusters()
    everything = project(z, "pca")
    points = (
        Placement(z, everything, linear=True).place(z[200:] * 3).points
    )  # far from all known, where neighbours could not say
    expected = everything[200:] * 3 + (3 - 1) * _origin(z, everything)
    assert_allclose(points, expected, atol=1e-2)


def _origin(z, points):
    """Minus where the latent of nothing but zeros lies, by fitting the linear map."""
    with_one = np.c_[z, np.ones(len(z))]
    return -np.linalg.lstsq(with_one, points, rcond=None)[0][-1]


def test_the_distance_ratio_tells_a_stranger_from_a_usual_face(tsne):
    z, _, known = tsne
    usual = Placement(z, known).place(z + np.random.default_rng(1).normal(scale=0.1, size=z.shape))
    stranger = Placement(z, known).place(np.full((1, z.shape[1]), 40.0))
    assert np.median(usual.ratio) < 1 and stranger.ratio > 10
    assert np.median(usual.farther) > 0.9 and stranger.farther == 0


def test_known_faces_are_as_far_from_each_other_as_known_faces_are():
    z = np.random.default_rng(0).normal(size=(600, 8))
    placed = Placement(z[200:], np.zeros((400, 2))).place(z[:200])
    assert 0.4 < placed.farther.mean() < 0.6 and 0.9 < np.median(placed.ratio) < 1.1


@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_what_a_narrow_posterior_holds_possible_lies_around_the_face(tsne, method):
    z, _, known = tsne
    points = project(z, "pca") if method == "pca" else known
    mu, placement = z[:3], Placement(z, points, linear=method == "pca")
    narrow = placement.spread(draws(mu, np.full_like(mu, -12), 40))
    wide = placement.spread(draws(mu, np.full_like(mu, 1), 40))
    assert narrow.shape == (3, 40, 2)
    off = [np.median(np.linalg.norm(cloud - points[:3, None], axis=2)) for cloud in (narrow, wide)]
    assert off[0] < 0.02 * np.ptp(points) and off[1] > 3 * off[0]


def test_the_spread_is_placed_as_faces_are():
    z = np.random.default_rng(0).normal(size=(2000, 8)).astype(np.float32)
    placement = Placement(z, z[:, :2])
    drawn = draws(z[:4], np.full((4, 8), -1.0), 30)
    straight = np.stack([placement.place(one).points for one in drawn])
    assert (
        np.median(np.linalg.norm(placement.spread(drawn) - straight, axis=2)) < 0.05
    )  # of a map of spread 1


def test_a_map_of_one_face_and_broken_latents():
    points, near, ratio, _ = Placement(np.zeros((1, 3)), np.array([[2.0, 5]])).place(np.ones((1, 3)))
    assert_allclose(points, [[2, 5]])
    assert near.shape == (1, 1) and ratio == 0
    with pytest.raises(FaceVAEError):
        Placement(np.zeros((4, 3)), np.zeros((4, 2))).place(np.full((1, 3), np.nan))
