import numpy as np
import pytest

from facevae.recognition import search
from facevae.recognition.embedding import unit


@pytest.fixture
def vectors():
    return unit(np.random.default_rng(0).normal(size=(500, 16)))


def test_the_nearest_are_those_of_a_full_sort(vectors):
    for query in vectors[:20]:
        places, scores = search.Index(vectors).nearest(query, 7)
        expected = np.argsort(-(vectors @ query), kind="stable")[:7]
        assert places.tolist() == expected.tolist()
        assert scores == pytest.approx(vectors[expected] @ query) and scores[0] == pytest.approx(1)


def test_fewer_are_found_where_there_are_fewer(vectors):
    assert len(search.Index(vectors[:3]).nearest(vectors[0], 10)[0]) == 3


def test_faiss_finds_the_same(vectors, monkeypatch):
    pytest.importorskip("faiss")
    exact = search.Index(vectors)
    monkeypatch.setattr(search, "LARGE", 100)
    places, scores = search.Index(vectors).nearest(vectors[3], 9)
    assert places.tolist() == exact.nearest(vectors[3], 9)[0].tolist()
    assert scores == pytest.approx(exact.nearest(vectors[3], 9)[1], abs=1e-6)
