import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from facevae.errors import FaceVAEError
from facevae.latents.placement import place
from facevae.latents.projection import project
from tests.latents.planted import clusters


@pytest.fixture(scope="module")
def tsne():
    z, kind = clusters()
    return z, kind, project(z, "tsne")


def test_a_duplicate_lands_on_its_twin(tsne):
    z, _, known = tsne
    points, near, ratio = place(z[[5, 17]], z, known)
    assert_allclose(points, known[[5, 17]], atol=1e-4)
    assert_array_equal(near[:, 0], [5, 17])
    assert_array_equal(ratio, 0)


def test_a_new_face_lands_among_its_own_kind(tsne):
    z, kind, known = tsne
    new, new_kind = z + np.random.default_rng(1).normal(scale=0.3, size=z.shape), kind
    points, near, _ = place(new, z, known)
    assert near.shape == (len(z), 10)
    on_map = np.linalg.norm(points[:, None] - known[None], axis=2).argmin(axis=1)
    assert (kind[on_map] == new_kind).mean() > 0.99


def test_one_stray_neighbour_does_not_pull_a_face_between_clusters():
    z = np.random.default_rng(0).normal(size=(10, 40))
    known = np.zeros((10, 2))
    known[9] = 100
    points, _, _ = place(z.mean(axis=0, keepdims=True), z, known)
    assert np.linalg.norm(points) < 1


def test_on_a_pca_map_a_new_face_lands_where_pca_puts_it():
    z, _ = clusters()
    everything = project(z, "pca")
    points, _, _ = place(z[200:] * 3, z, everything)  # far from all known, where neighbours could not say
    expected = everything[200:] * 3 + (3 - 1) * _origin(z, everything)
    assert_allclose(points, expected, atol=1e-2)


def _origin(z, points):
    """Minus where the latent of nothing but zeros lies, by fitting the linear map."""
    with_one = np.c_[z, np.ones(len(z))]
    return -np.linalg.lstsq(with_one, points, rcond=None)[0][-1]


def test_the_distance_ratio_tells_a_stranger_from_a_usual_face(tsne):
    z, _, known = tsne
    usual = place(z + np.random.default_rng(1).normal(scale=0.1, size=z.shape), z, known)[2]
    stranger = place(np.full((1, z.shape[1]), 40.0), z, known)[2]
    assert np.median(usual) < 1 and stranger > 10


def test_a_map_of_one_face_and_broken_latents():
    points, near, ratio = place(np.ones((1, 3)), np.zeros((1, 3)), np.array([[2.0, 5]]))
    assert_allclose(points, [[2, 5]])
    assert near.shape == (1, 1) and ratio == 0
    with pytest.raises(FaceVAEError):
        place(np.full((1, 3), np.nan), np.zeros((4, 3)), np.zeros((4, 2)))
