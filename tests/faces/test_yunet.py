from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from facevae.errors import ConfigError
from facevae.faces.yunet import YuNet
from tests.faces.support import (
    ASTRONAUT_EYES,
    astronaut,
    moved,
    small_faces,
    small_scenes,
    three_in_a_large_picture,
    turned,
    yunet_file,
)


@pytest.fixture(scope="module")
def yunet():
    return YuNet(yunet_file())


def test_one_face_is_found_with_its_landmarks(yunet):
    (face,) = yunet.detect(astronaut())
    np.testing.assert_allclose(face.eyes, ASTRONAUT_EYES, atol=5)
    eyes, nose, mouth = face.landmarks[:2], face.landmarks[2], face.landmarks[3:]
    assert eyes[0, 0] < nose[0] < eyes[1, 0] and mouth[0, 0] < mouth[1, 0]
    assert eyes[:, 1].max() < nose[1] < mouth[:, 1].min()


def test_a_turned_face_keeps_the_order_of_the_picture(yunet):
    picture, matrix = turned(astronaut()[0:250, 90:340], 35)
    (face,) = yunet.detect(picture)
    np.testing.assert_allclose(face.eyes, moved(ASTRONAUT_EYES - [90, 0], matrix), atol=6)


def test_tight_crops_are_found_and_scenes_are_not(yunet):
    assert sum(len(yunet.detect(picture)) == 1 for picture in small_faces(40)) >= 36
    assert sum(len(yunet.detect(picture)) for picture in small_scenes(40)) <= 1


def test_small_faces_of_a_large_picture_are_found_once(yunet):
    assert len(yunet.detect(three_in_a_large_picture())) == 3


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (3000, 2), (16, 16)])
def test_odd_shapes_hold_no_face(yunet, shape):
    assert yunet.detect(np.full((*shape, 3), 128, np.uint8)) == []


def test_several_threads_find_the_same_at_their_own_sizes(yunet):
    pictures = [astronaut(), astronaut()[:300, 50:400]] * 6
    expected = [yunet.detect(picture)[0].box for picture in pictures]
    with ThreadPoolExecutor(4) as pool:
        assert [faces[0].box for faces in pool.map(yunet.detect, pictures)] == expected


def test_a_file_that_is_none_is_told(tmp_path, capfd):
    path = tmp_path / "face_detection_yunet_x.onnx"
    path.write_bytes(b"not a network")
    with pytest.raises(ConfigError, match="not a YuNet"):
        YuNet(path)
