import numpy as np
import pytest
from sklearn.metrics import accuracy_score, balanced_accuracy_score, confusion_matrix, recall_score

from facevae.errors import CheckpointError
from facevae.recognition import reports
from facevae.recognition.expression import Calibration, calibrated, judge, read, where
from tests.recognition.support import expression_codec, headless, noise


def corner(pictures):
    """Happiness by how bright the upper left quarter is."""
    logits = np.zeros((len(pictures), 8), np.float32)
    logits[:, 1] = pictures[:, :8, :8].mean((1, 2, 3)) / 32
    return logits


FITTED = {
    "n": 50,
    "temperature": 2.0,
    "temperature_from": "validation, n = 40",
    "ece": 0.02,
    "ece_before": 0.1,
}


def measured(day: int, **figures):
    """Keep a report of the codec `reader` on expressions."""
    report = {
        "checkpoint_id": "reader",
        "data": "people",
        "version": f"v{day}",
        "protocol": "expression",
        "options": {},
        "created": f"2026-01-0{day}",
    }
    reports.write(report | {"expression": FITTED | figures})


def cooled_by(card: dict | None = None) -> float:
    """By what the codec's logits are divided."""
    pictures = noise(5)
    logits, told = corner(pictures), read(expression_codec(corner, card), pictures)
    assert told.shape == (5, 8) and told.sum(1) == pytest.approx(1)
    return float(np.mean((logits[:, 1] - logits[:, 0]) / np.log(told[:, 1] / told[:, 0])))


def test_probabilities_are_at_the_cards_temperature_else_at_that_of_the_newest_report_that_fitted_one():
    assert cooled_by() == pytest.approx(1)
    measured(1)
    measured(2, temperature=3.0)
    measured(3, temperature=1.0, temperature_from="none")
    assert cooled_by() == pytest.approx(3)
    assert calibrated(expression_codec(corner)).fitted_on == "people, validation, n = 40"
    assert cooled_by({"calibration": {"temperature": 7, "set": "others", "n": 9}}) == pytest.approx(7)


def test_the_calibration_error_told_is_that_of_the_probabilities_shown():
    assert Calibration(2.0).error(FITTED) == 0.02 and Calibration().error(FITTED) == 0.1
    assert Calibration(3.0).error(FITTED) is None


def test_the_decision_came_from_where_it_was_made():
    picture = np.zeros((16, 16, 3), np.uint8)
    picture[:8, :8] = 255
    heat = where(expression_codec(corner), picture)
    assert heat.shape == (16, 16) and heat.max() == 1 and heat.min() >= 0
    assert heat[:8, :8].mean() > 0.5 and heat[10:, 10:].max() < 0.05


def test_a_model_without_a_head_says_so():
    with pytest.raises(CheckpointError, match="no expression head"):
        read(expression_codec(headless), noise(1))


def test_the_figures_agree_with_scikit_learn():
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 4, 300)
    probabilities = rng.dirichlet(np.ones(4), 300)
    judged, said = judge(probabilities, truth, ("a", "b", "c", "d")), probabilities.argmax(1)
    assert judged.accuracy == pytest.approx(accuracy_score(truth, said))
    assert judged.balanced_accuracy == pytest.approx(balanced_accuracy_score(truth, said))
    assert (judged.confusion == confusion_matrix(truth, said)).all()
    assert judged.recall == pytest.approx(recall_score(truth, said, average=None))


def test_a_class_without_faces_has_no_figure_of_its_own():
    judged = judge(np.array([[0.9, 0.1, 0], [0.2, 0.8, 0]]), np.array([0, 0]), ("a", "b", "c"))
    assert judged.balanced_accuracy == 0.5 and np.isnan(judged.recall[1:]).all()
