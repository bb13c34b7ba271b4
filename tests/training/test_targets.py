import numpy as np

from facevae import home
from facevae.data import faceset
from facevae.data.faceset import FaceSet
from facevae.data.generated.making import make
from facevae.training.targets import fitted, targets


class Colours:
    """A teacher that says how red, green and blue a face is, and how often it was asked."""

    name, id, asked = "colours", "c0105", 0

    def embed(self, pictures):
        self.asked += len(pictures)
        means = pictures.mean((1, 2)).astype(np.float32)
        return means / np.linalg.norm(means, axis=1, keepdims=True)


def test_a_teacher_is_asked_once_and_what_it_said_goes_with_the_set(faces, own_home):
    face_set, teacher = FaceSet.open("faces"), Colours()
    rows = face_set.rows("train")
    first = targets(teacher, [face_set], "train", 3)
    assert teacher.asked == 2 * len(rows)  # picture and mirror image
    assert np.array_equal(targets(teacher, [face_set], "train", 3), first)
    assert teacher.asked == 2 * len(rows)
    make("more", 20, size=16, seed=3)
    assert len(targets(teacher, [face_set, FaceSet.open("more")], "train", 3)) > len(rows)
    faceset.delete("faces")
    assert not (home.cache_dir() / "targets").exists()


def test_cosines_survive_where_the_vectors_lie_in_a_plane_and_where_there_is_more_room_than_needed():
    rng = np.random.default_rng(0)
    plane = rng.normal(size=(50, 2)) @ np.linalg.qr(rng.normal(size=(16, 2)))[0].T
    plane /= np.linalg.norm(plane, axis=1, keepdims=True)
    for dimensions in (2, 5, 16, 20):
        told = fitted(plane, dimensions)
        assert told.shape == (50, dimensions) and told.dtype == np.float32
        np.testing.assert_allclose(told @ told.T, plane @ plane.T, atol=1e-5)


def test_with_too_little_room_what_is_alike_stays_alike():
    rng = np.random.default_rng(0)
    people = rng.normal(size=(10, 64))
    seen = np.repeat(people, 6, 0) + 0.2 * rng.normal(size=(60, 64))
    told = fitted(seen / np.linalg.norm(seen, axis=1, keepdims=True), 12)
    alike, same = told @ told.T, np.kron(np.eye(10), np.ones((6, 6))) > 0
    assert alike[same].min() > alike[~same].max()
