import threading

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from facevae.errors import Cancelled, ConfigError, FaceVAEError
from facevae.latents import projection
from facevae.latents.projection import STEPS, fit, project
from facevae.latents.projection_methods import METHODS, Method, Setting
from tests.latents.planted import clusters, purity

UMAP = pytest.param("umap", marks=pytest.mark.slow)  # compiles for seconds


@pytest.mark.parametrize("method", ["pca", "tsne", UMAP])
@pytest.mark.parametrize("dimensions", [2, 3])
def test_planted_clusters_stay_together(method, dimensions):
    z, kind = clusters(kinds=3)
    points = project(z, method, dimensions=dimensions)
    assert points.shape == (len(z), dimensions) and points.dtype == np.float32
    assert purity(points, kind) > 0.99


@pytest.mark.parametrize("method", ["pca", "tsne", UMAP])
def test_the_same_seed_gives_the_same_map(method):
    z, _ = clusters(80)
    assert_array_equal(project(z, method, seed=3), project(z, method, seed=3))


@pytest.mark.slow
def test_another_seed_gives_another_umap():
    z, _ = clusters(80)
    assert not np.array_equal(project(z, "umap", seed=3), project(z, "umap", seed=4))


def test_pca_keeps_the_distances_of_numpys_svd_and_says_the_variance():
    z = np.random.default_rng(1).normal(size=(60, 12)) * np.arange(12, 0, -1)
    projection = fit(z, "pca", dimensions=3)
    centred = z - z.mean(axis=0)
    u, s, _ = np.linalg.svd(centred, full_matrices=False)
    expected = u[:, :3] * s[:3]
    between = lambda p: np.linalg.norm(p[:, None] - p[None], axis=2)  # noqa: E731
    assert_allclose(between(projection.points), between(expected), atol=1e-4)
    assert_allclose(projection.facts["explained_variance"], (s**2 / (s**2).sum())[:3], atol=1e-6)


def test_pca_is_not_mirrored_by_the_order_of_faces():
    z, _ = clusters(50)
    order = np.random.default_rng(0).permutation(50)
    assert_allclose(project(z[order], "pca"), project(z, "pca")[order], atol=1e-4)


def test_pca_of_two_faces_and_of_one_dimension_leaves_the_missing_axes_zero():
    pair = fit(np.array([[0.0, 0, 0], [3, 4, 0]]), "pca", dimensions=3)
    assert_allclose(np.ptp(pair.points, axis=0), [5, 0, 0], atol=1e-6)
    assert_allclose(pair.facts["explained_variance"], [1, 0, 0], atol=1e-6)
    line = project(np.arange(5.0)[:, None], "pca")
    assert_allclose(line, np.c_[np.arange(5) - 2, np.zeros(5)], atol=1e-6)


def test_few_faces_lower_the_perplexity_and_it_is_said():
    facts = fit(clusters(16)[0], "tsne", perplexity=30).facts
    assert facts["perplexity"] == 5
    assert any("from 30 to 5" in note and "16 faces" in note for note in facts["notes"])


@pytest.mark.slow
def test_few_faces_lower_the_neighbours_and_it_is_said():
    facts = fit(clusters(10)[0], "umap", neighbours=15).facts
    assert facts["neighbours"] == 9
    assert any("from 15 to 9" in note for note in facts["notes"])
    assert any("one core" in note for note in facts["notes"])


@pytest.mark.parametrize("method", ["pca", "tsne", UMAP])
def test_twins_lie_together_and_a_flat_latent_space_does_not_break_the_map(method):
    z, _ = clusters(60)
    z[:5] = z[0]
    points = project(z, method)
    spread = np.ptp(points, axis=0).max()
    assert np.linalg.norm(points[:5] - points[0], axis=1).max() < 0.25 * spread
    assert np.isfinite(project(np.arange(30.0)[:, None] % 2, method)).all()


@pytest.mark.parametrize("method", METHODS)
def test_unusable_latents_are_refused_in_plain_words(method):
    z, _ = clusters(20)
    broken = z.copy()
    broken[[2, 5]] = np.nan
    for latents, words in [
        (broken, "2 of 20 faces have latents that are not finite"),
        (z[:1], "needs at least"),
        (np.ones((20, 4)), "All 20 faces have the same latents"),
        (z[0], "cannot be drawn"),
    ]:
        with pytest.raises(FaceVAEError, match=words) as refused:
            fit(latents, method)
        assert refused.value.remedy


@pytest.mark.parametrize(
    "settings",
    [
        {"method": "som"},
        {"dimensions": 4},
        {"method": "tsne", "perplexity": 0},
        {"perplexity": 0},
        {"perplexity": np.nan},
        {"neighbours": 1},
        {"distance": "far"},
    ],
)
def test_settings_out_of_range_are_refused(settings):
    with pytest.raises(ConfigError):
        fit(clusters(20)[0], **{"method": "pca", **settings})


@pytest.mark.parametrize("method", ["tsne", UMAP])
def test_progress_rises_to_its_end(method):
    seen = []
    project(clusters(60)[0], method, progress=lambda done, total, doing: seen.append((done, total, doing)))
    done = [step for step, _, _ in seen]
    assert done == sorted(done) and done[0] == 0 and done[-1] == STEPS
    assert {total for _, total, _ in seen} == {STEPS}
    assert len(seen) > 50
    assert any(METHODS[method].title in doing for _, _, doing in seen)


@pytest.mark.parametrize("method", ["tsne", UMAP])
def test_cancelling_stops_at_once_and_leaves_the_next_map_whole(method):
    z, _ = clusters(60)
    calls = []

    def stop(done, total, doing):
        calls.append(done)
        if done > STEPS / 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        project(z, method, progress=stop)
    assert calls[-1] < 0.6 * STEPS
    drawn = []
    other = threading.Thread(target=lambda: drawn.append(project(z, method)))  # a lock left behind would show
    other.start()
    other.join(60)
    assert_array_equal(drawn[0], project(z, method))


@pytest.mark.parametrize("method", ["tsne", UMAP])
def test_the_points_can_be_watched_as_they_move(method):
    z, _ = clusters(60)
    seen = []
    points = project(z, method, watch=lambda now: seen.append(np.array(now)))
    assert len(seen) > 20 and all(now.shape == points.shape for now in seen)
    assert not np.array_equal(seen[0], seen[-1])
    between = lambda p: np.linalg.norm(p[:, None] - p[None], axis=2)  # noqa: E731
    assert np.corrcoef(between(seen[-1]).ravel(), between(points).ravel())[0, 1] > 0.95


def test_of_very_many_faces_some_are_laid_out_and_the_others_find_their_own_kind(monkeypatch):
    monkeypatch.setattr(projection, "FITTED", 120)
    z, kind = clusters(360)
    fitted = fit(z, "tsne", perplexity=10, kinds=kind)
    assert fitted.facts["fitted"] == 120 and "other 240 were placed" in fitted.facts["notes"][-1]
    assert len(fitted.points) == 360 and purity(fitted.points, kind) > 0.97
    assert_array_equal(fitted.points, project(z, "tsne", perplexity=10, kinds=kind))


def test_a_new_way_to_draw_a_map_is_one_entry(monkeypatch):
    def stretched(z, pca, seed, facts, progress, watch, by):
        facts["by"] = by
        return by * pca

    told = {"by": Setting("By", "How far.", usual=2, least=1, kind=int)}
    monkeypatch.setitem(METHODS, "stretched", Method("Stretched", 3, stretched, told))
    z, _ = clusters(20)
    made = fit(z, "stretched", by=3)
    assert made.facts["by"] == 3 and fit(z, "stretched").facts["by"] == 2
    assert_allclose(made.points, 3 * project(z, "pca"), rtol=1e-6)
    with pytest.raises(FaceVAEError, match="Stretched needs at least 3 faces") as refused:
        fit(z[:2], "stretched")
    assert refused.value.remedy == "Choose PCA, or more faces."
    with pytest.raises(ConfigError, match="The by cannot be 0"):
        fit(z, "stretched", by=0)


def test_faces_that_differ_only_in_length_cannot_be_laid_out_by_direction():
    z = np.outer([1.0, 2, 4, 8], [0, 2, 0])
    assert np.ptp(project(z, "pca"), axis=0).max() > 10
    with pytest.raises(FaceVAEError, match="All 4 faces have the same latents"):
        project(z, "pca", distance="cosine")


def test_by_direction_the_length_of_a_latent_does_not_matter():
    z, _ = clusters(60)
    longer = z * np.random.default_rng(0).uniform(0.5, 2, size=(60, 1)).astype(np.float32)
    assert_allclose(
        project(z, "pca", distance="cosine"), project(longer, "pca", distance="cosine"), atol=1e-4
    )
    assert not np.allclose(project(z, "pca"), project(longer, "pca"), atol=0.1)


@pytest.mark.parametrize("method", ["pca", "tsne", UMAP])
def test_any_seed_that_the_program_takes_makes_a_map(method):
    z, _ = clusters(40)
    assert np.isfinite(project(z, method, seed=2**40)).all()
