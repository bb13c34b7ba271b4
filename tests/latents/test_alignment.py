import numpy as np
import pytest
from numpy.testing import assert_allclose

from facevae.latents.alignment import plane, turned


def test_the_plane_is_where_the_latents_vary_most():
    rng = np.random.default_rng(0)
    mu = rng.normal(size=(500, 6)) * (0.1, 5.0, 0.1, 2.0, 0.1, 0.1) + 3
    points = plane(mu)
    assert abs(np.corrcoef(points[:, 0], mu[:, 1])[0, 1]) > 0.99
    assert abs(np.corrcoef(points[:, 1], mu[:, 3])[0, 1]) > 0.99
    assert_allclose(points.mean(0), 0, atol=1e-9)
    assert_allclose(np.square(points).sum(1).mean(), 1)


@pytest.mark.parametrize("latents", [1, 2, 5])
def test_few_or_useless_latents_still_have_places(latents):
    assert not plane(np.full((7, latents), 2.0)).any()
    mu = np.random.default_rng(0).normal(size=(7, latents))
    assert plane(mu).shape == (7, 2) and np.isfinite(plane(mu)).all()


@pytest.mark.parametrize("mirrored", [1, -1])
def test_a_turned_or_mirrored_map_is_brought_back(mirrored):
    before = plane(np.random.default_rng(0).normal(size=(50, 3)))
    angle = 2.1
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    assert_allclose(turned(before @ turn * (1, mirrored), before), before, atol=1e-9)


def test_turning_changes_no_distance_between_faces():
    rng = np.random.default_rng(0)
    points, before = rng.normal(size=(2, 30, 2))
    after = turned(points, before)
    assert_allclose(
        np.linalg.norm(after[1:] - after[0], axis=1), np.linalg.norm(points[1:] - points[0], axis=1)
    )
    assert np.square(after - before).sum() <= np.square(points - before).sum()
