"""Classifiers of pictures that need no network, fitted on labelled faces."""

from collections.abc import Callable

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestCentroid

from facevae.data.faceset import FaceSet
from facevae.recognition import baselines

Predict = Callable[[np.ndarray, int], np.ndarray]  # rows and number of classes: probabilities (N, K)
Fit = Callable[[FaceSet, np.ndarray, np.ndarray, int], Predict]


def _eigenfaces(face_set: FaceSet, rows: np.ndarray, classes: np.ndarray, size: int) -> Predict:
    """Logistic regression of whitened principal components."""
    grey = baselines.of_rows(face_set, rows, size)
    pca = baselines.fit_pca(grey, baselines.COMPONENTS)
    classifier = LogisticRegression(max_iter=200).fit(pca.transform(grey), classes)
    return _predict(face_set, size, lambda x: pca.transform(x), classifier)


def _fisherfaces(face_set: FaceSet, rows: np.ndarray, classes: np.ndarray, size: int) -> Predict:
    """Linear discriminant analysis of principal components."""
    grey = baselines.of_rows(face_set, rows, size)
    pca = baselines.fit_pca(grey, baselines.BEFORE_LDA, whiten=False)
    classifier = LinearDiscriminantAnalysis().fit(pca.transform(grey), classes)
    return _predict(face_set, size, lambda x: pca.transform(x), classifier)


def _raw_pixels(face_set: FaceSet, rows: np.ndarray, classes: np.ndarray, size: int) -> Predict:
    """The nearest mean picture of a class."""
    classifier = NearestCentroid(priors="empirical").fit(baselines.of_rows(face_set, rows, size), classes)
    return _predict(face_set, size, lambda x: x, classifier)


CLASSIFIERS: dict[str, Fit] = {
    "eigenfaces": _eigenfaces,
    "fisherfaces": _fisherfaces,
    "raw_pixels": _raw_pixels,
}


def _predict(face_set: FaceSet, size: int, features: Callable, classifier) -> Predict:
    def predict(rows: np.ndarray, classes: int) -> np.ndarray:
        probabilities = np.zeros((len(rows), classes))
        x = features(baselines.of_rows(face_set, rows, size))
        probabilities[:, classifier.classes_] = classifier.predict_proba(x)
        return probabilities

    return predict
