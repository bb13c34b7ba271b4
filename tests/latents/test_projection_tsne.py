from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.testing import assert_allclose

from facevae.latents import projection_tsne_repulsion
from facevae.latents.projection import fit
from facevae.latents.projection_tsne import _graph
from facevae.latents.projection_tsne_repulsion import Repulsion
from facevae.progress import silent
from tests.latents.planted import clusters


def by_pairs(points):
    """The repulsion summed pair by pair, and the map's own sum."""
    away = points[:, None].astype(float) - points[None]
    close = 1 / (1 + (away**2).sum(axis=2))
    return (close[..., None] ** 2 * away).sum(axis=1), close.sum() - len(points)


def spot(spread, dimensions, count=400):
    points = np.zeros((count, 3), np.float32)
    points[:, :dimensions] = np.random.default_rng(0).normal(scale=spread, size=(count, dimensions))
    return points


@pytest.fixture(params=["pairs", "mesh"])
def way(request, monkeypatch):
    monkeypatch.setattr(projection_tsne_repulsion, "PAIRS_A_NODE", {"pairs": 1e9, "mesh": 0}[request.param])


def push(points, dimensions):
    """The repulsion as t-SNE has it, its sum, and the mesh behind it."""
    force = np.empty_like(points)
    with ThreadPoolExecutor(2) as pool:
        repulsion = Repulsion(len(points), dimensions, pool, 2)
        return force, repulsion(points, force), repulsion.full


@pytest.mark.parametrize(
    "dimensions, spread, error", [(2, 0.5, 0.01), (2, 8, 0.03), (3, 0.5, 0.03), (3, 3, 0.05)]
)
def test_points_push_each_other_as_summed_by_hand(way, dimensions, spread, error):
    points = spot(spread, dimensions)
    force, total, _ = push(points, dimensions)
    expected, sum_expected = by_pairs(points)
    assert np.linalg.norm(force - expected) < error * np.linalg.norm(expected)
    assert total == pytest.approx(sum_expected, rel=0.01)


def test_a_mesh_stays_as_small_as_it_may_be_however_far_points_stray(monkeypatch):
    monkeypatch.setattr(projection_tsne_repulsion, "MOST", {2: 128})
    monkeypatch.setattr(projection_tsne_repulsion, "PAIRS_A_NODE", 0)
    points = spot(2, 2)
    points[0, :2] = 1e4
    force, _, full = push(points, 2)
    assert max(full) <= 270 and np.isfinite(force).all()


def test_a_face_has_as_many_neighbours_as_the_perplexity_says():
    first, near, share = _graph(clusters(300)[0].astype(float), 20, silent)
    assert share.sum() == pytest.approx(1, rel=1e-4)
    dense = np.zeros((300, 300))
    dense[np.repeat(np.arange(300), np.diff(first)), near] = share
    assert_allclose(dense, dense.T, atol=1e-9)
    assert not dense.diagonal().any()
    entropy = -(dense[dense > 0] * np.log(dense[dense > 0])).sum()
    assert 20 < np.exp(entropy) / 300 < 40  # of each alone 20; each is also others' neighbour


def test_the_divergence_is_that_of_the_map():
    z, _ = clusters(200)
    fitted = fit(z, "tsne", perplexity=10)
    first, near, share = _graph(z.astype(float), 10, silent)
    row = np.repeat(np.arange(200), np.diff(first))
    away = fitted.points[:, None].astype(float) - fitted.points[None]
    close = 1 / (1 + (away**2).sum(axis=2))
    np.fill_diagonal(close, 0)
    expected = (share * np.log(share / close[row, near] * close.sum())).sum()
    assert fitted.facts["kl_divergence"] == pytest.approx(expected, abs=0.02)
