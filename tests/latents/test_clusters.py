import numpy as np
import pytest

from facevae.latents import clusters as module
from facevae.latents.clusters import clusters, named

RNG = np.random.default_rng(0)


def planted(sizes=(200, 120, 60)):
    """Points in well parted heaps, some between, and the heap of each, -1 between."""
    centres = np.array([[0, 0], [12, 0], [0, 12]])
    heap = np.repeat([0, 1, 2], sizes)
    points = centres[heap] + RNG.normal(scale=0.6, size=(len(heap), 2))
    between = RNG.uniform(-6, 18, size=(20, 2))
    return np.concatenate([points, between]).astype(np.float32), np.r_[heap, np.full(20, -1)]


@pytest.mark.parametrize("fitted", [15_000, 150])
def test_planted_heaps_are_found_the_largest_first(fitted, monkeypatch):
    monkeypatch.setattr(module, "FITTED", fitted)
    points, heap = planted()
    found = clusters(points)
    assert found.max() == 2
    for number in range(3):
        assert (found[heap == number] == number).mean() > 0.9


def test_too_few_faces_are_no_group():
    assert (clusters(RNG.normal(size=(8, 2))) == -1).all()


def test_a_group_is_named_by_what_sets_it_apart():
    group = np.array([0] * 100 + [1] * 100 + [-1] * 10)
    expression = np.array(
        ["neutral"] * 95 + ["anger"] * 5 + ["happiness"] * 90 + ["neutral"] * 20, dtype=object
    )
    identity = np.array([f"p{i}" for i in range(210)], dtype=object)
    names = named(group, {"identity": identity, "expression": expression})
    assert names[0] == "1: neutral 95 %" and names[150] == "2: happiness 90 %" and names[-1] is None


def test_a_group_that_has_nothing_in_common_has_its_number():
    names = named(np.zeros(10, int), {"identity": np.arange(10).astype(str).astype(object)})
    assert set(names) == {"1"}
