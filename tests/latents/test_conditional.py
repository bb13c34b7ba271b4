import numpy as np
import pytest

from facevae.latents.conditional import draw, given

RNG = np.random.default_rng(0)


def test_given_one_of_two_correlated_numbers_the_other_follows_as_in_the_book():
    r = 0.8
    mixture = np.ones(1), np.array([[1.0, 2.0]]), np.array([[[1, r], [r, 1]]])
    weights, means, covariances = given(mixture, np.array([True, False]), np.array([3.0]))
    assert means[0] == pytest.approx([2 + r * 2]) and covariances[0, 0] == pytest.approx([1 - r**2])
    assert weights == pytest.approx([1])


def test_a_known_number_says_which_cluster_it_is():
    mixture = np.array([0.5, 0.5]), np.array([[-3.0, 0], [3, 10]]), np.stack([np.eye(2)] * 2)
    weights, means, _ = given(mixture, np.array([True, False]), np.array([3.0]))
    assert weights[1] > 0.999 and means[1] == pytest.approx([10])


def test_drawing_and_keeping_what_fits_gives_the_same_as_the_formula():
    scale = np.array([[1, 0, 0], [0.5, 1, 0], [-0.7, 0.2, 0.8]])
    mixture = (
        np.array([0.3, 0.7]),
        np.array([[0.0, 1, -1], [1, -1, 0]]),
        np.stack([scale @ scale.T, np.eye(3)]),
    )
    z = draw(mixture, 1_000_000, np.random.default_rng(1))
    near = z[np.abs(z[:, 0] - 0.5) < 0.05, 1:]
    exact = draw(given(mixture, np.array([True, False, False]), np.array([0.5])), 50_000, RNG)
    assert near.mean(0) == pytest.approx(exact.mean(0), abs=0.06)
    assert np.cov(near.T) == pytest.approx(np.cov(exact.T), abs=0.1)


def test_temperature_zero_is_the_middle():
    mixture = np.array([0.5, 0.5]), np.array([[0.0], [4.0]]), np.ones((2, 1, 1))
    assert draw(mixture, 3, np.random.default_rng(0), 0.0) == pytest.approx(2)
