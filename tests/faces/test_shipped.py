"""The detector as it ships, on photographs that scikit-image carries; it has learned from none of them."""

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
import skimage.data

from facevae.errors import CheckpointError
from facevae.faces.looking import WEIGHTS, Look
from facevae.faces.shipped import FOLDER, Shipped, sides
from tests.faces.support import (
    ASTRONAUT_EYES,
    astronaut,
    moved,
    small_faces,
    small_scenes,
    three_in_a_large_picture,
    turned,
)


@pytest.fixture(scope="module")
def shipped():
    return Shipped()


def assert_eyes(face, expected, within=0.15):
    """Both eyes lie nearer to the expected ones than a share of the distance between these."""
    apart = np.hypot(*(expected[1] - expected[0]))
    assert np.hypot(*(np.array(face.eyes) - expected).T).max() < within * apart


def test_one_face_is_found_with_its_landmarks(shipped):
    (face,) = shipped.detect(astronaut())
    assert_eyes(face, ASTRONAUT_EYES)
    eyes, nose, mouth = face.landmarks[:2], face.landmarks[2], face.landmarks[3:]
    assert eyes[0, 0] < nose[0] < eyes[1, 0] and mouth[0, 0] < mouth[1, 0]
    assert eyes[:, 1].max() < nose[1] < mouth[:, 1].min()


@pytest.mark.parametrize("degrees", [-40, -22, -10, 10, 22, 40])
def test_turned_faces_are_found_with_their_eyes(shipped, degrees):
    picture, matrix = turned(astronaut()[0:250, 90:340], degrees)
    (face,) = shipped.detect(picture)
    assert_eyes(face, moved(ASTRONAUT_EYES - [90, 0], matrix))


@pytest.mark.parametrize("half", [np.s_[:, 200:], np.s_[:, :244]], ids=["right", "left"])
def test_a_face_cut_by_the_edge_is_found(shipped, half):
    (face,) = shipped.detect(astronaut()[0:300][half])
    assert face.score > 0.65


def test_tight_small_crops_are_found_and_scenes_are_not(shipped):
    assert sum(len(faces) == 1 for faces in shipped.detect_all(small_faces(40))) >= 36
    assert sum(len(faces) for faces in shipped.detect_all(small_scenes(40))) <= 1


def test_nothing_is_found_where_there_is_no_face(shipped):
    names = ("coffee", "chelsea", "rocket", "brick", "grass", "gravel", "page", "text", "moon")
    scenes = [np.asarray(getattr(skimage.data, name)()) for name in names]
    scenes = [scene if scene.ndim == 3 else np.repeat(scene[..., None], 3, 2) for scene in scenes]
    assert shipped.detect_all(scenes) == [[]] * len(scenes)


def test_small_faces_of_a_large_picture_are_found_once(shipped):
    assert len(shipped.detect(three_in_a_large_picture())) == 3


def test_the_size_of_the_picture_does_not_matter(shipped):
    large = cv2.resize(astronaut(), (1500, 1500), interpolation=cv2.INTER_CUBIC)
    (face,) = shipped.detect(large)
    assert_eyes(face, ASTRONAUT_EYES * (1500 / 512))


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (3000, 2), (16, 16)])
def test_odd_shapes_hold_no_face(shipped, shape):
    assert shipped.detect(np.full((*shape, 3), 128, np.uint8)) == []


def test_together_or_alone_in_several_threads_the_same_is_found(shipped):
    pictures = [astronaut(), astronaut()[:300, 50:400]] * 3
    together = [faces[0].box for faces in shipped.detect_all(pictures)]
    with ThreadPoolExecutor(4) as pool:
        alone = [faces[0].box for faces in pool.map(shipped.detect, pictures)]
    np.testing.assert_allclose(alone, together, atol=0.5)


def test_a_picture_is_looked_at_small_and_large_as_far_as_it_has_pixels():
    assert sides(48) == sides(160) == [160]
    assert sides(320) == [160, 320]
    assert sides(900) == [160, 640, 900]
    assert sides(4000) == [160, 640, 1280]
    assert Look.fitted((300, 400, 3), 160) == Look(160, 120)


def test_it_is_small_and_a_damaged_one_is_told(tmp_path):
    assert (FOLDER / WEIGHTS).stat().st_size <= 1_000_000
    (tmp_path / "config.json").write_text('{"sure": 0.5}')
    (tmp_path / WEIGHTS).write_bytes((FOLDER / WEIGHTS).read_bytes()[:5000])
    with pytest.raises(CheckpointError, match="cannot be read"):
        Shipped(tmp_path)
