import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from facevae.latents.inverse import Inverse, round_trip
from facevae.latents.projection import project
from tests.latents.planted import clusters

PART = slice(4, 12)


@pytest.fixture(scope="module")
def tsne():
    z, kind = clusters()
    return z, kind, project(z, "tsne")


def nearest_face(z, known):
    return np.linalg.norm(z[:, None] - known[None], axis=2).argmin(axis=1)


def test_at_the_place_of_a_face_that_face_lives(tsne):
    z, _, points = tsne
    found = Inverse(z, points).at(points)
    assert (nearest_face(found.z, z) == np.arange(len(z))).mean() > 0.9
    assert_allclose(found.ratio, 0, atol=1e-6)


def test_in_the_middle_of_a_cluster_its_own_kind_lives(tsne):
    z, kind, points = tsne
    middles = np.stack([np.median(points[kind == one], axis=0) for one in range(4)])
    found = Inverse(z, points).at(middles)
    centres = np.stack([z[kind == one].mean(axis=0) for one in range(4)])
    assert_array_equal(nearest_face(found.z, centres), range(4))
    own = np.linalg.norm(found.z - centres, axis=1)
    assert (own < 0.7 * np.linalg.norm(z - centres[kind], axis=1).mean()).all()


def test_faces_held_out_come_back_better_than_the_mean_face(tsne):
    z, _, points = tsne
    error, off = round_trip(z, points, np.arange(0, len(z), 5))
    assert error < 0.3 and off < 1


def test_on_a_pca_map_a_place_is_exact_and_the_rest_is_the_mean():
    z, _ = clusters()
    points = project(z, "pca")
    inverse = Inverse(z, points, linear=True)
    assert_allclose(inverse.at(points.mean(axis=0)).z, [z.mean(axis=0)], atol=1e-4)
    assert round_trip(z, points, np.arange(0, len(z), 5), linear=True)[1] < 1e-3
    centred = z - z.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2][:2]
    assert_allclose(inverse.at(points).z, z.mean(axis=0) + centred @ axes.T @ axes, atol=1e-3)


def test_of_few_faces_in_many_dimensions_pca_is_exact_too():
    z = np.random.default_rng(0).normal(size=(9, 40)).astype(np.float32)
    points = project(z, "pca")
    found = Inverse(z, points, linear=True).at(points)
    centred = z - z.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2][:2]
    assert_allclose((found.z - z.mean(axis=0)) @ axes.T, centred @ axes.T, atol=1e-3)


def test_a_map_of_a_part_takes_the_other_parts_from_the_faces_around():
    z, _ = clusters()
    points = project(z[:, PART], "pca")
    found = Inverse(z, points, PART, linear=True).at(points[:1]).z[0]
    near = np.linalg.norm(points - points[0], axis=1).argsort()[:20]
    low, high = z[near].min(axis=0), z[near].max(axis=0)
    others = np.setdiff1d(np.arange(z.shape[1]), np.arange(*PART.indices(z.shape[1])))
    assert ((found >= low) & (found <= high))[others].all()


def test_a_place_says_how_far_from_faces_it_is(tsne):
    z, _, points = tsne
    inverse = Inverse(z, points)
    span = np.ptp(points, axis=0).max()
    inside, outside = inverse.at(points[3]), inverse.at(points.max(axis=0) + 3 * span)
    assert inside.among > 3 and inside.ratio < 1
    assert outside.among == 0 and outside.ratio > 10
    assert np.isfinite(outside.z).all()


def test_as_the_place_moves_the_face_changes_evenly(tsne):
    z, _, points = tsne
    walk = np.linspace(points[0], points[1], 2000)
    steps = np.linalg.norm(np.diff(Inverse(z, points).at(walk).z, axis=0), axis=1)
    assert steps.max() < 0.05 * np.linalg.norm(z.std(axis=0))


@pytest.mark.parametrize("count", [1, 2, 3, 30])
def test_few_faces_and_faces_all_in_one_place(count):
    z = np.random.default_rng(0).normal(size=(count, 6)).astype(np.float32)
    for points in (np.zeros((count, 2)), np.arange(2.0 * count).reshape(count, 2)):
        found = Inverse(z, points).at([[0, 0], [7, 7.5]])
        assert np.isfinite(found.z).all() and np.isfinite(found.ratio).all()
        assert (np.abs(found.z) <= np.abs(z).max() + 1e-5).all()
