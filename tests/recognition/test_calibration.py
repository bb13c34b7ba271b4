import numpy as np
import pytest

from facevae.recognition.calibration import ece, fit_temperature, reliability, softmax


def test_the_temperature_that_spoilt_the_logits_is_found():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(20_000, 4))
    truth = (logits + rng.gumbel(size=logits.shape)).argmax(1)  # a draw from softmax(logits)
    assert fit_temperature(3 * logits, truth) == pytest.approx(3, rel=0.05)
    spoilt, mended = softmax(3 * logits), softmax(3 * logits, 3)
    assert ece(reliability(mended, truth)) < 0.02 < 0.1 < ece(reliability(spoilt, truth))


def test_the_calibration_error_worked_by_hand():
    probabilities = np.array([[0.95, 0.05], [0.95, 0.05], [0.55, 0.45], [0.45, 0.55]])
    truth = np.array([0, 1, 0, 1])
    bins = reliability(probabilities, truth, bins=10)
    assert bins == pytest.approx(np.array([[0.5, 0.55, 1, 2], [0.9, 0.95, 0.5, 2]]))
    assert ece(bins) == pytest.approx((0.45 + 0.45) / 2)


def test_certain_answers_have_a_bin():
    assert reliability(np.array([[1.0, 0.0]]), np.array([0]))[0, 3] == 1
