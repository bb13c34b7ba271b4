import numpy as np
import pytest

from facevae.data import cutting
from facevae.data.cutting import Cutter, face_rows
from facevae.errors import PictureError
from facevae.faces.detection import Face

from .conftest import picture


class Finder:
    """A detector that finds what the test says."""

    name = "finder"

    def __init__(self, *faces: Face):
        self.faces = list(faces)

    def detect_all(self, pictures: list[np.ndarray]) -> list[list[Face]]:
        return [self.faces for _ in pictures]


LARGE, SMALL, TINY = Face((5, 5, 65, 75), 0.9), Face((70, 10, 95, 40), 0.8), Face((1, 1, 9, 9), 0.7)


@pytest.fixture
def finds(monkeypatch):
    def set_faces(*faces: Face):
        monkeypatch.setattr(cutting.detection, "load", lambda name: Finder(*faces))

    return set_faces


def reason(cutter: Cutter, pixels: np.ndarray) -> str:
    with pytest.raises(PictureError) as caught:
        cutter.cut(pixels)
    return caught.value.reason


def test_the_middle_square(finds):
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:, 10:50] = 200
    (cut,) = Cutter(32, "center").cut(pixels)
    assert cut.picture.shape == (32, 32, 3)
    assert (cut.picture == 200).all()
    assert cut.box is None
    pixels[10:30, 20:40] = 7
    assert (Cutter(20, "center", 20).cut(pixels)[0].picture == 7).all()


def test_the_whole_picture_keeps_its_proportions():
    pixels = np.zeros((60, 30, 3), np.uint8)
    pixels[:, :15], pixels[:, 15:] = 50, 200
    (cut,) = Cutter(60, "none").cut(pixels)
    assert (cut.picture[:, :30] == 50).all()
    assert (cut.picture[:, 30:] == 200).all()


def test_no_face_and_one_face(finds):
    finds()
    assert reason(Cutter(16), picture(0, 100)) == "no_face"
    finds(LARGE)
    (cut,) = Cutter(16).cut(picture(0, 100))
    assert (cut.box, cut.quality) == (LARGE.box, LARGE.score)
    assert cut.picture.shape == (16, 16, 3)


def test_of_several_faces_the_user_chooses(finds):
    finds(LARGE, SMALL, TINY)
    assert reason(Cutter(16), picture(0, 100)) == "several_faces"
    assert [cut.box for cut in Cutter(16, several="largest").cut(picture(0, 100))] == [LARGE.box]
    assert [cut.box for cut in Cutter(16, several="all").cut(picture(0, 100))] == [LARGE.box, SMALL.box]


def test_what_is_too_small_to_show_features(finds):
    finds(TINY)
    assert reason(Cutter(16), picture(0, 100)) == "too_small"
    assert reason(Cutter(16, "center"), picture(0, 19)) == "too_small"
    assert len(Cutter(16, min_side=1).cut(picture(0, 100))) == 1


def test_a_window_is_looked_at_alone():
    pixels = np.zeros((100, 100, 3), np.uint8)
    pixels[20:60, 30:70] = 9
    assert (Cutter(16, "none", window=(30, 20, 70, 60)).cut(pixels)[0].picture == 9).all()


def test_the_labels_of_a_file_are_those_of_its_largest_face(finds):
    finds(LARGE, SMALL)
    cuts = Cutter(16, several="all").cut(picture(0, 100))
    first, second = face_rows("a.png", cuts, {"identity": "ann", "split": "test", "age": 3})
    assert (first["identity"], first["age"], first["split"]) == ("ann", 3, "test")
    assert (second.get("identity"), second["split"]) == (None, "test")
    assert first["face_id"] != second["face_id"]
    assert (second["x0"], second["y1"]) == (70, 40)


def test_many_pictures_are_cut_together_each_with_its_own_answer(finds):
    finds(LARGE)
    cut, small = Cutter(16).cut_all([picture(0, 100), picture(0, 12)])
    assert cut[0].box == LARGE.box
    assert small.reason == "too_small"
