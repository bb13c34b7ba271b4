import numpy as np
import pytest

from facevae.recognition.probes import probe
from tests.latents.planted import clusters


def test_what_is_there_is_read_and_what_is_not_is_not():
    z, kind = clusters(400, kinds=4)
    told = probe(z[:200], kind[:200], z[200:], kind[200:])
    assert told["accuracy"] > 0.99 and told["chance"] == 0.25 and told["n"] == 200
    assert told["above_chance"] == pytest.approx(told["accuracy"] - 0.25)
    mixed = np.random.default_rng(0).permutation(kind)
    assert abs(probe(z[:200], mixed[:200], z[200:], mixed[200:])["above_chance"]) < 0.12


def test_every_class_counts_alike():
    rng = np.random.default_rng(0)
    y = np.array([0] * 90 + [1] * 10)
    told = probe(rng.normal(size=(100, 3)), y, rng.normal(size=(100, 3)), y)
    assert told["accuracy"] == pytest.approx(0.5, abs=0.2) and told["chance"] == 0.5
