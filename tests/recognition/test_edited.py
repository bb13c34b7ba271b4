import numpy as np
import pytest

from facevae.data.labels import EXPRESSIONS
from facevae.recognition.edit_judges import Judge
from facevae.recognition.edited import score
from tests.recognition.support import Seer, noise

REPORT = {
    "data": "set",
    "verification": {
        "name": "pairs",
        "n": 4,
        "threshold": 0.5,
        "curves": {"scores": {"genuine": [0.7, 0.9], "impostor": [0.1, 0.6]}},
    },
}


def test_each_edit_is_told_by_its_picture_alone():
    before, same, other = noise(3)
    vectors = np.eye(3)
    seer = Seer({before.tobytes(): vectors[0], same.tobytes(): [0.8, 0.6, 0], other.tobytes(): vectors[2]}, 3)
    glad = np.full(8, 0.04)
    glad[EXPRESSIONS.index("happiness")] = 0.72
    judge = Judge("judge", seer, lambda pictures: np.repeat(glad[None], len(pictures), 0), REPORT)
    first, second = score(before, np.stack([same, other]), judge)
    assert first.cosine == pytest.approx(0.8) and first.decision.same and first.expression == "happiness"
    assert second.cosine == pytest.approx(0) and not second.decision.same
    assert first.probability == pytest.approx(0.72)


def test_without_reader_and_report_only_the_likeness_is_told():
    before, after = noise(2)
    (only,) = score(before, after[None], Judge("judge", Seer()))
    assert only.decision is None and only.expression is None
