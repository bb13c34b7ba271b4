"""The floors on real photographs; the whole table comes from `python -m tests.faces.measure`."""

import pytest

from facevae.faces.decode import decode
from facevae.faces.shipped import Shipped
from facevae.faces.yunet import YuNet
from facevae.training.detector.lessons import LEAST
from tests.faces import empty
from tests.faces.distortions import DISTORTIONS
from tests.faces.judging import (
    alarms,
    contents,
    distorted,
    judged,
    middles,
    portraits,
    steadied,
    taught,
)
from tests.faces.scores import Score
from tests.faces.support import real_set, yunet_file

pytestmark = pytest.mark.slow
# Of the eye distance, from where the teacher's answers to a picture and to its mirror image meet.
LANDMARKS = 0.06
APART = {"lfw": len(DISTORTIONS), "london": 1}  # every so many pictures under each distortion


@pytest.fixture(scope="module")
def shipped():
    return Shipped()


@pytest.fixture(scope="module")
def teacher():
    return YuNet(yunet_file(), LEAST)


@pytest.fixture(scope="module")
def known(teacher):
    """Pictures by set, with the teacher's answers: all of London, all of LFW's held-out people."""
    stored = {
        "lfw": list(contents(real_set("lfw.zip"), held_out=True).values()),
        "london": list(contents(real_set("london.zip")).values()),
    }
    return {name: taught(teacher, [decode(content) for content in own]) for name, own in stored.items()}


def test_every_portrait_gives_one_face_with_its_eyes_in_the_crop(shipped, known):
    assert portraits(shipped, known["london"]) == len(known["london"]) == 204


def test_the_face_in_the_middle_is_found(shipped, known):
    assert middles(shipped, [picture for picture, _ in known["lfw"]]) >= 0.98


@pytest.mark.parametrize("name", ["lfw", "london"])
def test_the_teachers_faces_are_found_at_their_place_under_every_distortion(shipped, teacher, known, name):
    total, steady = Score(), steadied(teacher, known[name])
    for number, distortion in enumerate(DISTORTIONS):
        part = steady[number % APART[name] :: APART[name]]
        total += judged(shipped, distorted(part, distortion, seed=1))[0]
    assert total.recall >= 0.97
    assert total.alarms_in_100 < 1
    assert total.error < LANDMARKS


def test_hardly_anything_is_found_where_there_is_no_face(shipped):
    assert alarms(shipped, empty.pictures(200, seed=1)) < 2
