"""Probabilities that mean what they say."""

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from scipy.special import softmax as scipy_softmax

BINS = 15


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    return scipy_softmax(np.asarray(logits, np.float64) / temperature, axis=1)


def fit_temperature(logits: np.ndarray, truth: np.ndarray) -> float:
    """The temperature of the smallest mean negative log-likelihood of the true classes (N,).

    Source: Guo et al. 2017, “On Calibration of Modern Neural Networks”.
    """
    logits, rows = np.asarray(logits, np.float64), np.arange(len(truth))

    def nll(log_temperature: float) -> float:
        return -log_softmax(logits / np.exp(log_temperature), axis=1)[rows, truth].mean()

    return float(np.exp(minimize_scalar(nll, bounds=(-3, 3), method="bounded").x))


def reliability(probabilities: np.ndarray, truth: np.ndarray, bins: int = BINS) -> np.ndarray:
    """By confidence: lower edge, mean confidence, accuracy and count of each bin that holds faces, (B, 4)."""
    confidence, right = probabilities.max(1), probabilities.argmax(1) == truth
    place = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    held = np.unique(place)
    return np.array(
        [
            (b / bins, confidence[place == b].mean(), right[place == b].mean(), (place == b).sum())
            for b in held
        ]
    )


def ece(reliability: np.ndarray) -> float:
    """Expected calibration error: mean gap of confidence and accuracy, each bin by its count."""
    _, confidence, accuracy, count = reliability.T
    return float(np.average(np.abs(confidence - accuracy), weights=count))
