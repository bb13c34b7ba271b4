from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
import skimage.data

from facevae.faces.cascades import Cascades
from facevae.faces.hits import opened
from tests.faces.support import ASTRONAUT_EYES, astronaut, moved, small_faces, small_scenes, turned


@pytest.fixture(scope="module")
def cascades():
    return Cascades()


def only(faces):
    assert len(faces) == 1
    return faces[0]


def assert_eyes(face, expected, within):
    """Both eyes lie nearer to the expected ones than a share of the distance between these."""
    apart = np.hypot(*(expected[1] - expected[0]))
    assert np.hypot(*(np.array(face.eyes) - expected).T).max() < within * apart


def test_one_face_is_found_with_its_eyes(cascades):
    face = only(cascades.detect(astronaut()))
    assert_eyes(face, ASTRONAUT_EYES, within=0.15)
    x0, y0, x1, y1 = face.box
    assert x0 < ASTRONAUT_EYES[0, 0] < ASTRONAUT_EYES[1, 0] < x1 and y0 < 101 < y1
    assert 0.5 < face.score < 1
    assert np.isnan(face.landmarks[2:]).all()


@pytest.mark.parametrize("degrees", [-40, -22, -10, 10, 22, 40])
def test_turned_faces_are_found_with_their_eyes(cascades, degrees):
    picture, matrix = turned(astronaut()[0:250, 90:340], degrees)
    face = only(cascades.detect(picture))
    assert_eyes(face, moved(ASTRONAUT_EYES - [90, 0], matrix), within=0.2)


def test_tight_small_crops_are_found(cascades):
    found = [cascades.detect(picture) for picture in small_faces(40)]
    assert sum(len(faces) == 1 for faces in found) >= 38


def test_nothing_is_found_where_there_is_no_face(cascades):
    scenes = [skimage.data.coffee(), skimage.data.chelsea(), skimage.data.rocket(), *small_scenes(20)]
    assert [cascades.detect(scene) for scene in scenes] == [[]] * len(scenes)


def test_several_faces_come_largest_first(cascades):
    picture = astronaut()[0:256, 96:352]
    half = cv2.resize(picture, (128, 128), interpolation=cv2.INTER_AREA)
    both = np.zeros((256, 384, 3), np.uint8)
    both[:128, :128], both[:, 128:] = half, picture
    large, small = cascades.detect(both)
    assert large.area > 2.5 * small.area
    assert large.holds(128 + 128, 102) and small.holds(64, 51)


def test_the_size_of_the_picture_does_not_matter(cascades):
    large = cv2.resize(astronaut(), (1500, 1500), interpolation=cv2.INTER_CUBIC)
    assert_eyes(only(cascades.detect(large)), ASTRONAUT_EYES * (1500 / 512), within=0.15)


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (3000, 2), (16, 16)])
def test_odd_shapes_hold_no_face(cascades, shape):
    assert cascades.detect(np.full((*shape, 3), 128, np.uint8)) == []


def test_several_threads_find_the_same(cascades):
    with ThreadPoolExecutor(4) as pool:
        boxes = [only(faces).box for faces in pool.map(cascades.detect, [astronaut()] * 8)]
    assert len(set(boxes)) == 1


def test_a_profile_is_found_either_way(cascades, monkeypatch):
    """Where the frontal cascades see nothing, the profile cascade has its turn on both sides."""
    monkeypatch.setattr("facevae.faces.cascades.PROFILE_VOTES", 1)
    monkeypatch.setattr(Cascades, "_quick", lambda *_: [])
    monkeypatch.setattr(Cascades, "_frontal", lambda *_: [])
    crop = astronaut()[0:250, 90:340]
    left, right = (cascades.detect(np.ascontiguousarray(p)) for p in (crop, crop[:, ::-1]))
    assert len(left) == len(right) == 1
    assert only(left).box[0] == pytest.approx(250 - only(right).box[2], abs=6)


def test_an_opencv_without_cascades_is_told(monkeypatch):
    from facevae.errors import ConfigError

    monkeypatch.setattr(cv2.data, "haarcascades", "nowhere/")
    with pytest.raises(ConfigError, match="no cascades"):
        opened("frontalface_alt2")
