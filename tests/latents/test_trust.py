import numpy as np
import pytest

from facevae.errors import FaceVAEError
from facevae.latents import trust
from facevae.latents.projection import project
from facevae.latents.trust import distortion, of_labels
from tests.latents.planted import clusters

Z, KIND = clusters(240)
RANDOM = np.random.default_rng(0).normal(size=(240, 2))
NAMES = np.array(["Ada", "Bo", "Cy", "Di"], dtype=object)[KIND]


def test_labels_that_keep_together_are_told_from_shuffled_ones():
    found = of_labels(Z, project(Z, "pca", dimensions=3), {"identity": NAMES})["identity"]
    assert found["map"] > 0.95 and found["latents"] > 0.99 and found["n"] == 240
    assert found["shuffled"] == pytest.approx(0.25, abs=0.05)
    assert found["silhouette"] > 0.4 and abs(found["silhouette_shuffled"]) < 0.1


def test_a_map_without_order_is_no_better_than_shuffled_labels():
    found = of_labels(Z, RANDOM, {"identity": NAMES})["identity"]
    assert found["map"] == pytest.approx(found["shuffled"], abs=0.06) and found["latents"] > 0.99


def test_faces_without_a_label_or_alone_in_theirs_are_left_out():
    values = NAMES.copy()
    values[:40], values[40:80] = None, [f"lone {i}" for i in range(40)]
    assert of_labels(Z, Z, {"identity": values})["identity"]["n"] == 160
    assert of_labels(Z, Z, {"identity": [None] * 240, "all alike": ["x"] * 240}) == {}


def test_a_face_is_not_its_own_neighbour_even_among_twins():
    z = np.repeat(Z[:24], 10, axis=0)
    found = of_labels(z, z, {"identity": np.tile(["a", "b"], 120)})["identity"]
    assert found["map"] == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("landmarks", [10_000, 100])
def test_distortion_is_none_on_a_perfect_map_and_great_on_a_random_one(landmarks, monkeypatch):
    monkeypatch.setattr(trust, "LANDMARKS", landmarks)
    assert distortion(Z, Z).max() == 0
    assert distortion(Z, RANDOM).mean() > 0.8


def test_distortion_shows_which_face_was_put_in_the_wrong_place():
    points = Z[:, :16].copy()
    points[7] = points[KIND[7] != KIND].mean(axis=0)
    wrong = distortion(Z, points)
    assert wrong[7] > 0.9 and np.delete(wrong, 7).mean() < 0.05


def test_three_faces_can_be_in_the_wrong_place_and_two_cannot():
    z = np.array([[0.0], [1], [10]])
    assert distortion(z, z).tolist() == [0, 0, 0]
    assert distortion(z, z[[0, 2, 1]]).tolist() == [1, 1, 1]
    with pytest.raises(FaceVAEError, match="fewer than 3"):
        distortion(z[:2], z[:2])


def test_progress_of_distortion_can_end_it():
    def stop(done, total, doing):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        distortion(Z, RANDOM, progress=stop)
