"""What a linear classifier reads from vectors: how much they say of a label."""

from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FITTED = 8000  # faces that a probe learns from at most, evenly thinned


def probe(train_x: np.ndarray, train_y: np.ndarray, test_x: np.ndarray, test_y: np.ndarray) -> dict[str, Any]:
    """Logistic regression, every class counting as much as the others.

    Returns:
        `accuracy`, the mean recall of the classes; `chance`, one in so many; `above_chance`, by how much the
        first exceeds the second; `plain_accuracy`, the share told rightly; `n` and `classes` of the test.
    """
    step = -(-len(train_x) // FITTED)
    classifier = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced", max_iter=300))
    said = classifier.fit(train_x[::step], train_y[::step]).predict(test_x)
    accuracy, chance = balanced_accuracy_score(test_y, said), 1 / len(np.unique(test_y))
    return {
        "n": len(test_y),
        "classes": len(np.unique(test_y)),
        "accuracy": float(accuracy),
        "chance": chance,
        "above_chance": float(accuracy - chance),
        "plain_accuracy": float((said == test_y).mean()),
    }
