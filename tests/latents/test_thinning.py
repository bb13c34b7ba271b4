import numpy as np
import pytest

from facevae.latents.thinning import thinned


@pytest.mark.parametrize("dimensions", [2, 3])
def test_a_lone_face_stays_and_a_crowd_is_thinned_but_remains_denser(dimensions):
    rng = np.random.default_rng(0)
    crowd = rng.normal(scale=0.05, size=(50_000, dimensions))
    wide = rng.uniform(-5, 5, size=(3000, dimensions))
    lone = np.full((1, dimensions), 30.0)
    points = np.concatenate([crowd, wide, lone]).astype(np.float32)
    rows = thinned(points, 5000)
    assert len(rows) == 5000 and (np.diff(rows) > 0).all()
    kept = np.isin(np.arange(len(points)), rows)
    assert kept[-1]
    assert kept[50_000:-1].mean() > 5 * kept[:50_000].mean()
    within = lambda of: (np.abs(of) < 0.1).all(axis=1).sum()  # noqa: E731
    elsewhere = lambda of: (np.abs(of - 3) < 0.1).all(axis=1).sum()  # noqa: E731
    assert within(points[rows]) > 5 * elsewhere(points[rows])


def test_few_points_all_stay_and_the_choice_is_the_same_every_time():
    points = np.random.default_rng(0).normal(size=(900, 2))
    assert len(thinned(points, 900)) == 900
    np.testing.assert_array_equal(thinned(points, 300, seed=1), thinned(points, 300, seed=1))
    assert not np.array_equal(thinned(points, 300, seed=1), thinned(points, 300, seed=2))


def test_faces_all_in_one_place_are_thinned_too():
    assert len(thinned(np.zeros((1000, 2)), 100)) == 100
