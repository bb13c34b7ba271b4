import numpy as np
import pytest

from facevae.errors import FaceSetError
from facevae.recognition.baselines import Eigenfaces, Fisherfaces, RawPixels, flat, strongest
from tests.recognition.support import face_set, noise


@pytest.fixture
def people():
    """Twelve people of six pictures: what is theirs is faint, what all share varies strongly."""
    rng = np.random.default_rng(0)
    own, shared = rng.normal(size=(12, 16, 16)), rng.normal(size=(3, 16, 16))
    who = np.repeat(np.arange(12), 6)
    grey = 128 + 8 * own[who] + 30 * np.tensordot(rng.normal(size=(72, 3)), shared, 1)
    pictures = np.repeat(grey.clip(0, 255).astype(np.uint8)[..., None], 3, axis=3)
    return face_set([{"identity": f"p{i}"} for i in who], pictures)


def told_apart(embedder, faces, rows) -> float:
    """The share of faces whose nearest other shows the same person."""
    vectors = embedder.embed(faces.pixels[rows])
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    who = faces.column("identity").to_numpy()[rows]
    return float((who[likeness.argmax(1)] == who).mean())


def test_eigenfaces_are_whitened_principal_components(people):
    eigenfaces = Eigenfaces.fit(people, people.rows(), 16)
    grey = flat(people.pixels, 16)
    features = eigenfaces.of_grey(grey)
    assert features.mean(0) == pytest.approx(0, abs=1e-3)
    assert np.cov(features.T) == pytest.approx(np.eye(features.shape[1]), abs=1e-2)
    left, _, _ = np.linalg.svd(grey - grey.mean(0), full_matrices=False)
    assert np.abs(left[:, 0] @ features[:, 0]) == pytest.approx(np.linalg.norm(features[:, 0]), rel=1e-3)
    assert np.linalg.norm(eigenfaces.embed(people.pixels), axis=1) == pytest.approx(1)


def test_fisherfaces_learn_from_some_people_what_parts_others(people):
    learned, others = np.arange(42), np.arange(42, 72)
    fisherfaces = Fisherfaces.fit(people, learned, 16)
    assert told_apart(fisherfaces, people, others) > told_apart(RawPixels(16), people, others)
    changed = face_set(
        [{"identity": who if i < 42 else "x"} for i, who in enumerate(people.column("identity"))],
        np.concatenate([people.pixels[:42], noise(30)]),
        name="others changed",
    )
    again = Fisherfaces.fit(changed, learned, 16)  # who else is in the set does not matter
    assert again.embed(people.pixels[others]) == pytest.approx(
        fisherfaces.embed(people.pixels[others]), abs=1e-5
    )


def test_fisherfaces_need_people_with_two_pictures(people):
    with pytest.raises(FaceSetError, match="two people with two pictures"):
        Fisherfaces.fit(people, np.arange(0, 72, 6), 16)
    with pytest.raises(FaceSetError, match="two faces"):
        Eigenfaces.fit(people, np.arange(1), 16)


def test_raw_pixels_do_not_mind_brightness_and_contrast(people):
    picture = people.pixels[:1]
    darker = (picture // 2 + 20).astype(np.uint8)
    raw = RawPixels.fit(people, np.arange(3), 16)
    assert (raw.embed(picture) @ raw.embed(darker).T).item() > 0.999


def test_pictures_of_another_size_are_made_smaller():
    assert flat(np.full((1, 32, 32, 3), 51, np.uint8), 16) == pytest.approx(np.full((1, 256), 0.2))


def test_the_strongest_stands_for_all():
    told = strongest("verification", "auc", {"a": {"auc": 0.6}, "b": {"auc": 0.8}})
    assert told["verification"] == {"name": "b", "auc": 0.8} and told["a"]["verification"]["auc"] == 0.6
