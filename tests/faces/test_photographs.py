"""The floors on real photographs; the whole table comes from `python -m tests.faces.measure`."""

import numpy as np
import pytest

from facevae.faces.decode import decode
from facevae.faces.shipped import Shipped
from facevae.faces.yunet import YuNet
from facevae.training.detector.lessons import LEAST
from tests.faces.distortions import DISTORTIONS
from tests.faces.empty import pictures as empty_pictures
from tests.faces.measure import contents, distorted, judged, middles, portraits, sample, taught
from tests.faces.scores import Score
from tests.faces.support import real_set, yunet_file

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shipped():
    return Shipped()


def held_out(count: int) -> list[np.ndarray]:
    stored = contents(real_set("lfw.zip"), held_out=True)
    return [decode(content) for content in sample(list(stored.values()), count, seed=1)]


def test_every_portrait_gives_one_face_with_its_eyes_in_the_crop(shipped):
    pictures = [decode(content) for content in contents(real_set("london.zip")).values()]
    assert portraits(shipped, pictures) == len(pictures) == 204


def test_the_face_in_the_middle_is_found(shipped):
    assert middles(shipped, held_out(1000)) >= 0.98


@pytest.mark.parametrize("name", ["lfw.zip", "london.zip"])
def test_the_teacher_s_faces_are_found_at_their_place_under_every_distortion(shipped, name):
    stored = (
        held_out(60)
        if name == "lfw.zip"
        else [decode(content) for content in sample(list(contents(real_set(name)).values()), 60, seed=1)]
    )
    known, total = taught(YuNet(yunet_file(), LEAST), stored), Score()
    for distortion in DISTORTIONS:
        total += judged(shipped, distorted(known, distortion, seed=1))[0]
    assert total.recall >= 0.97
    assert total.alarms_in_100 < 1
    assert total.error < 0.06


def test_hardly_anything_is_found_where_there_is_no_face(shipped):
    scenes = empty_pictures(200, seed=1)
    assert sum(len(faces) for faces in shipped.detect_all(scenes)) < 2
