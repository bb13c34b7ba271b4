"""A model with parts, really trained on generated faces: each part tells its own label alone."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from facevae.data.generated import make
from facevae.latents.codec import Codec
from facevae.training import launch, loop

SETTINGS = {
    "size": 32, "width": 16, "steps": 900, "batch_size": 64, "decode_share": 0.25, "learning_rate_warmup": 50,
    "validate_every": 1000, "samples_every": 1000, "snapshot_every": 1000,
}  # fmt: skip


def read(z: np.ndarray, labels: np.ndarray) -> float:
    """How much better than chance a linear reader, fitted on one half, reads the label of the other; 0..1."""
    learned = np.random.default_rng(0).permutation(len(z)) % 2 == 0
    asked = ~learned
    z = (z - z[learned].mean(0)) / z[learned].std(0)
    reader = LogisticRegression(max_iter=300).fit(z[learned], labels[learned])
    chance = np.unique(labels[learned], return_counts=True)[1].max() / learned.sum()
    return (reader.score(z[asked], labels[asked]) - chance) / (1 - chance)


@pytest.mark.slow
def test_the_parts_separate(own_home):
    face_set = make("faces", 3000, size=32, seed=0)
    loop.execute(launch.prepare("faces", "recognise", SETTINGS, "parts"))
    codec = Codec.load("parts")
    mu = codec.encode(face_set.pixels).mu
    expression = face_set.column("expression").to_numpy().astype(str)
    names = face_set.column("identity").to_numpy().astype(str)
    known, counts = np.unique(names, return_counts=True)
    often = np.isin(names, known[np.argsort(-counts)][:20])
    told = {
        part: {
            "expression": read(mu[:, where], expression),
            "identity": read(mu[often][:, where], names[often]),
        }
        for part, where in codec.parts.items()
    }
    assert told["expression"]["expression"] > 0.5
    assert told["identity"]["identity"] > 0.5
    assert told["identity"]["expression"] < 0.5 * told["expression"]["expression"]
    assert told["expression"]["identity"] < 0.5 * told["identity"]["identity"]
