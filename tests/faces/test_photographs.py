"""The floors on real photographs; the whole table comes from `python -m tests.faces.measure`."""

import numpy as np
import pytest

from facevae.faces.cascades import Cascades
from facevae.faces.decode import decode
from facevae.faces.yunet import YuNet
from tests.faces.measure import central, contents, in_crop, sample
from tests.faces.support import real_set, yunet_file

DETECTORS = {"cascades": Cascades, "yunet": lambda: YuNet(yunet_file())}


@pytest.mark.slow
@pytest.mark.parametrize("name", DETECTORS)
def test_every_portrait_gives_one_face_with_its_eyes_in_the_crop(name):
    detector = DETECTORS[name]()
    for content in contents(real_set("london.zip")):
        (face,) = detector.detect(decode(content))
        assert in_crop(np.array(face.eyes), face)


@pytest.mark.slow
@pytest.mark.parametrize("name", DETECTORS)
def test_the_face_in_the_middle_is_found(name):
    detector = DETECTORS[name]()
    pictures = [decode(content) for content in sample(contents(real_set("lfw.zip")), 1000, seed=0)]
    found = [central(detector.detect(picture), picture) is not None for picture in pictures]
    assert np.mean(found) >= 0.98
