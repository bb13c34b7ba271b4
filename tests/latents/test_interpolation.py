import numpy as np
import pytest
from numpy.testing import assert_allclose

from facevae.errors import ConfigError
from facevae.latents.interpolation import path

rng = np.random.default_rng(0)
A, B = rng.normal(size=(2, 64))


@pytest.mark.parametrize("how", ["linear", "spherical"])
def test_a_path_begins_and_ends_at_its_faces(how):
    walk = path(A, B, 7, how)
    assert walk.shape == (7, 64) and walk.dtype == np.float32
    assert_allclose(walk[[0, -1]], [A, B], rtol=1e-6)


def test_linear_steps_are_equal():
    steps = np.diff(path(A, B, 9), axis=0)
    assert_allclose(steps, np.broadcast_to((B - A) / 8, steps.shape), atol=1e-6)


def test_spherical_keeps_the_length_and_turns_evenly():
    a, b = A / np.linalg.norm(A) * 8, B / np.linalg.norm(B) * 8
    walk = path(a, b, 9, "spherical").astype(float)
    assert_allclose(np.linalg.norm(walk, axis=1), 8, rtol=1e-6)
    turns = np.arccos(np.einsum("nd,nd->n", walk[:-1], walk[1:]) / 64)
    assert_allclose(turns, turns[0], rtol=1e-4)
    assert np.linalg.norm(path(a, b, 9)[4]) < 7  # the straight line is short in the middle


def test_spherical_length_changes_evenly_between_unequal_faces():
    walk = path(A, 3 * B, 5, "spherical")
    lengths = np.linalg.norm(walk, axis=1)
    assert_allclose(np.diff(lengths), np.diff(lengths)[0], rtol=1e-4)


@pytest.mark.parametrize("other", [A, 2 * A, -A, np.zeros(64)])
def test_spherical_has_an_answer_for_equal_opposite_and_no_direction(other):
    walk = path(A, other, 5, "spherical")
    assert np.isfinite(walk).all()
    assert_allclose(walk[[0, -1]], [A, other], atol=1e-6)


def test_opposite_faces_are_walked_around_not_through_nothing():
    lengths = np.linalg.norm(path(A, -A, 5, "spherical"), axis=1)
    assert_allclose(lengths, np.linalg.norm(A), rtol=1e-5)
    assert np.isfinite(path([2.0], [-1.0], 3, "spherical")).all()


@pytest.mark.parametrize("arguments", [(1, "linear"), (5, "cubic")])
def test_bad_paths_are_refused(arguments):
    with pytest.raises(ConfigError):
        path(A, B, *arguments)
