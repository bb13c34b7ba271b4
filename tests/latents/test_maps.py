import io

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from facevae.errors import Cancelled, FaceVAEError
from facevae.latents import maps
from facevae.latents.projection import project
from tests.latents.planted import clusters

Z, KIND = clusters(60)
IDS = [f"face-{i:03d}" for i in range(60)]


@pytest.fixture(autouse=True)
def own_home(monkeypatch, tmp_path):
    monkeypatch.setenv("FACEVAE_HOME", str(tmp_path))


class Latents:
    """Hands out the latents and counts how often."""

    def __init__(self):
        self.asked = 0

    def __call__(self):
        self.asked += 1
        return Z


def draw(latents, **changed):
    fields = {"checkpoint_id": "c1", "set_version": "v1", "face_ids": IDS, "method": "pca"}
    return maps.draw(latents, **fields | changed)


@pytest.mark.parametrize("dimensions", [2, 3])
def test_a_kept_map_is_the_map_drawn_and_asks_for_no_latents(dimensions):
    latents = Latents()
    drawn = draw(latents, dimensions=dimensions)
    kept = draw(latents, dimensions=dimensions)
    assert latents.asked == 1
    assert_array_equal(kept.points, drawn.points)
    assert kept.points.dtype == np.float32 and kept.points.shape == (60, dimensions)
    assert list(kept.face_ids) == IDS
    assert kept.facts == drawn.facts and kept.facts["explained_variance"]


@pytest.mark.parametrize(
    "changed",
    [
        {"checkpoint_id": "c2"},
        {"set_version": "v2"},
        {"face_ids": IDS[::-1]},
        {"dimensions": 3},
        {"method": "tsne", "perplexity": 5},
    ],
)
def test_any_changed_key_draws_anew(changed):
    latents = Latents()
    draw(latents)
    draw(latents, **changed)
    assert latents.asked == 2


def test_faces_excluded_from_a_known_map_leave_the_others_where_they_were():
    latents, few = Latents(), IDS[:10] + IDS[13:]
    whole = draw(latents)
    fewer = draw(latents, face_ids=few, among=(IDS, None))
    assert latents.asked == 1 and list(fewer.face_ids) == few
    assert_array_equal(fewer.points, np.delete(whole.points, [10, 11, 12], axis=0))
    assert fewer.facts["notes"] == ["It was laid out before 3 of its faces were excluded."]
    assert_array_equal(draw(latents).points, whole.points)


def test_faces_are_left_out_of_a_map_that_was_not_drawn_before():
    few = IDS[:10] + IDS[13:]
    drawn = draw(lambda: np.delete(Z, [10, 11, 12], axis=0), face_ids=few, among=(IDS, None))
    assert list(drawn.face_ids) == few and not drawn.facts["notes"]


def test_only_the_settings_of_the_method_are_part_of_the_key():
    latents = Latents()
    draw(latents, seed=1, perplexity=10)
    draw(latents, seed=2, neighbours=40)
    assert latents.asked == 1  # PCA knows none of them
    draw(latents, method="tsne", perplexity=5, seed=0)
    draw(latents, method="tsne", perplexity=5, seed=0, neighbours=40)
    assert latents.asked == 2
    draw(latents, method="tsne", perplexity=5, seed=1)
    assert latents.asked == 3


def test_a_damaged_map_is_drawn_anew():
    latents = Latents()
    draw(latents)
    file = next(maps.folder().glob("*.parquet"))
    file.write_bytes(file.read_bytes()[:100])
    assert_array_equal(draw(latents).points, project(Z, "pca"))
    next(maps.folder().glob("*.json")).write_text("{")
    draw(latents)
    assert latents.asked == 3


def test_a_cancelled_map_leaves_nothing_behind():
    def stop(done, total, doing):
        raise Cancelled

    with pytest.raises(Cancelled):
        draw(Latents(), progress=stop)
    assert not list(maps.folder().glob("*"))


def test_the_oldest_maps_go_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr(maps, "KEPT", 2)
    for number in range(4):
        draw(Latents(), set_version=f"v{number}")
    assert len(list(maps.folder().glob("*.parquet"))) == len(list(maps.folder().glob("*.json"))) == 2


def test_a_map_goes_out_as_parquet_with_face_ids():
    table = pd.read_parquet(io.BytesIO(maps.parquet(draw(Latents(), dimensions=3))))
    assert list(table.columns) == ["face_id", "x", "y", "z"]
    assert list(table.face_id) == IDS


def test_trust_tells_a_good_map_from_a_random_one():
    good = maps.trust(Z, project(Z, "tsne"))
    bad = maps.trust(Z, np.random.default_rng(0).normal(size=(60, 2)))
    perfect = maps.trust(Z, Z)
    assert perfect["trustworthiness"] == perfect["neighbours_kept"] == 1
    assert good["trustworthiness"] > 0.9 > bad["trustworthiness"]
    assert good["neighbours_kept"] > 2 * bad["neighbours_kept"]
    assert bad["neighbours_kept"] == pytest.approx(bad["by_chance"], abs=0.1)
    assert good["k"] == 15 and good["n"] == 60


def test_trust_samples_many_faces_and_lowers_k_for_few():
    many = np.random.default_rng(0).normal(size=(500, 4))
    assert maps.trust(many, many[:, :2], sample=100)["n"] == 100
    assert maps.trust(Z[:5], Z[:5])["k"] == 2
    with pytest.raises(FaceVAEError):
        maps.trust(Z[:2], Z[:2])
