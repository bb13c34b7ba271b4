import numpy as np
import pytest

from facevae.data.labels import EXPRESSIONS
from facevae.recognition.edited import score
from tests.recognition.support import Seer, expression_codec, noise

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
    glad = np.eye(8)[EXPRESSIONS.index("happiness")] * 5
    reader = expression_codec(lambda pictures: np.repeat(glad[None], len(pictures), 0))
    first, second = score(before, np.stack([same, other]), seer, reader, REPORT)
    assert first.cosine == pytest.approx(0.8) and first.decision.same and first.expression == "happiness"
    assert second.cosine == pytest.approx(0) and not second.decision.same
    assert first.probability == pytest.approx(np.exp(5) / (np.exp(5) + 7))


def test_without_reader_and_report_only_the_likeness_is_told():
    before, after = noise(2)
    (only,) = score(before, after[None], Seer())
    assert only.decision is None and only.expression is None
