"""Whether the pictures show what their labels say, read by classifiers that see pixels alone."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from facevae.data.generated import drawing, parameters


@pytest.fixture(scope="module")
def set_of_faces():
    table = parameters.sample(480, seed=1, identities=40)
    pictures = [drawing.draw(row, 32) for row in table.to_dict("records")]
    return np.reshape(pictures, (len(table), -1)) / 255.0, table


def accuracy(pixels, labels, learned):
    components = PCA(80, svd_solver="randomized", whiten=True, random_state=0)
    reader = make_pipeline(components, LogisticRegression(C=0.05, max_iter=300))
    reader.fit(pixels[learned], labels[learned])
    return reader.score(pixels[~learned], labels[~learned])


def test_expressions_of_unknown_people_can_be_read(set_of_faces):
    pixels, table = set_of_faces
    learned = (table["identity"] < "person-0031").to_numpy()
    assert accuracy(pixels, table["expression"].to_numpy(), learned) > 0.45  # chance: 0.125


def test_people_can_be_known_again_in_other_expressions(set_of_faces):
    pixels, table = set_of_faces
    learned = ~table["expression"].isin(["fear", "happiness"]).to_numpy()
    assert accuracy(pixels, table["identity"].to_numpy(), learned) > 0.5  # chance: 0.025
