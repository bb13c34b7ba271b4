import numpy as np
import pytest

from facevae.errors import ConfigError
from facevae.faces import detection
from facevae.faces.detection import Face, ordered
from tests.faces.judging import central

PICTURE = np.zeros((100, 200, 3), np.uint8)


@pytest.fixture
def models(tmp_path, monkeypatch):
    monkeypatch.setenv("FACEVAE_HOME", str(tmp_path))
    folder = tmp_path / "models"
    folder.mkdir()
    return folder


def test_the_one_that_comes_with_the_program_is_the_default(models):
    (models / "face_detection_yunet_2023mar.onnx").write_bytes(b"")
    assert detection.load().name == detection.load("facevae").name == detection.available()[0] == "facevae"


def test_the_newest_yunet_in_the_home_folder_can_be_chosen(models):
    assert detection.available() == ["facevae"]
    for release in ("2023mar", "2026may"):
        (models / f"face_detection_yunet_{release}.onnx").write_bytes(b"")
    assert detection.available() == ["facevae", "yunet"]
    assert detection.yunet_file().name == "face_detection_yunet_2026may.onnx"


@pytest.mark.parametrize("name", ["yunet", "oracle"])
def test_a_detector_that_is_not_there_is_told(models, name):
    with pytest.raises(ConfigError, match=r"YuNet|oracle"):
        detection.load(name)


def test_the_eyes_are_none_where_they_are_not_known():
    assert Face((0, 0, 1, 1), 1).eyes is None
    assert Face((0, 0, 1, 1), 1, np.arange(1.0, 11).reshape(5, 2)).eyes == ((1, 2), (3, 4))


def test_the_central_face_is_the_largest_that_holds_the_middle():
    aside, small, large = (Face(box, 1) for box in [(0, 0, 90, 90), (95, 45, 105, 55), (80, 20, 120, 80)])
    assert central([aside, small, large], PICTURE) is large
    assert central([aside], PICTURE) is None


def test_faces_are_ordered_by_size_then_place():
    left, right, large = (Face(box, 1) for box in [(0, 0, 9, 9), (50, 0, 59, 9), (20, 0, 40, 20)])
    assert ordered([right, large, left]) == [large, left, right]
