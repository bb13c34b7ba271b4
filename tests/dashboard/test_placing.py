import json

import numpy as np
import pytest

from facevae.dashboard.placing import Placed, confidence


def placed(farther: float, ratio: float, draws: int = 4) -> Placed:
    return Placed(
        "me", np.zeros((8, 8, 3), np.uint8), np.zeros(2), np.zeros((draws, 2)), np.arange(3), ratio, farther
    )


@pytest.mark.parametrize(("farther", "sure"), [(0.6, True), (0.05, True), (0.02, False), (0.0, False)])
def test_a_face_farther_than_nearly_all_known_ones_is_not_sure(farther, sure):
    one = placed(farther, 1.7)
    assert one.sure == sure == one.on_map()["sure"]
    said = confidence(one)
    assert ("well placed" in said) == sure
    assert sure or ("says little" in said and "1.7 times" in said)


def test_a_face_farther_than_all_known_ones_is_not_said_to_be_farther_than_a_hundred_of_a_hundred():
    assert "more than any known face is from its own" in confidence(placed(0.0, 2.8))
    assert "more than 97 of 100 known faces" in confidence(placed(0.03, 1.8))


def test_what_the_browser_draws_of_a_placed_face_can_be_sent():
    told = placed(np.float64(0.5), np.float64(1)).on_map()
    drawn = {"label": "me", "sure": True, "at": [0.0, 0.0], "cloud": [[0.0, 0.0]] * 4}
    assert json.loads(json.dumps(told)) == drawn
