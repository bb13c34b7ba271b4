import numpy as np
import pytest

from facevae.data import generated
from facevae.data.faceset import FaceSet
from facevae.errors import ConfigError
from facevae.latents import maps, projection, set_maps
from tests.latents.made import codec, with_parts
from tests.latents.planted import clusters, purity

Z, KIND = clusters(60)


@pytest.fixture
def faces(own_home):
    generated.make("people", 60, size=16, seed=1)
    return FaceSet.open("people")


def draw(faces, rows, **changed):
    settings = {"checkpoint_id": "m", "method": "tsne", "perplexity": 5}
    return set_maps.draw(faces, rows, lambda: Z[rows], **settings | changed)


def test_of_very_many_faces_those_laid_out_keep_the_shares_of_expressions(faces, monkeypatch):
    seen = {}
    known = projection.stratified

    def noted(count, most, kinds, seed):
        seen["kinds"] = kinds
        return known(count, most, kinds, seed)

    monkeypatch.setattr(projection, "FITTED", 30)
    monkeypatch.setattr(projection, "stratified", noted)
    drawn = draw(faces, faces.rows())
    assert seen["kinds"].tolist() == faces.column("expression").tolist()
    assert drawn.facts["fitted"] == 30 and purity(drawn.points, KIND) > 0.9


def test_a_map_whose_sample_kept_no_shares_is_another_one(faces, monkeypatch):
    monkeypatch.setattr(projection, "FITTED", 30)
    fields = {"checkpoint_id": "m", "method": "tsne", "perplexity": 5}
    face_ids = faces.column("face_id")
    maps.draw(lambda: Z, set_version=faces.content, face_ids=face_ids, **fields)
    draw(faces, faces.rows())
    assert len(list(maps.folder().glob("*.parquet"))) == 2


def test_labels_matter_to_no_map_that_lays_all_faces_out(faces):
    fields = {"checkpoint_id": "m", "method": "tsne", "perplexity": 5}
    maps.draw(lambda: Z, set_version=faces.content, face_ids=faces.column("face_id"), **fields)
    draw(faces, faces.rows(), perplexity=5.0)
    assert len(list(maps.folder().glob("*.parquet"))) == 1


def test_excluded_faces_leave_a_sampled_map_as_it_was(faces, monkeypatch):
    monkeypatch.setattr(projection, "FITTED", 30)
    before = draw(faces, faces.rows())
    left = np.arange(4, 60)
    monkeypatch.setattr(
        FaceSet, "rows", lambda self, split=None, excluded=False: np.arange(60) if excluded else left
    )
    after = draw(faces, left)
    np.testing.assert_array_equal(after.points, before.points[4:])
    sample = draw(faces, left[::2])
    assert not any("excluded" in note for note in sample.facts["notes"])


def test_a_part_of_the_latents_is_that_of_the_model(tmp_path):
    model, z = with_parts(tmp_path), Z[:, :12]
    np.testing.assert_array_equal(set_maps.of_part(model, z, "expression"), z[:, 4:8])
    lengths = np.linalg.norm(set_maps.of_part(model, z, "identity", "cosine"), axis=1)
    np.testing.assert_allclose(lengths, 1, rtol=1e-6)
    assert set_maps.of_part(model, z) is not None and set_maps.of_part(model, z).shape == (60, 12)
    with pytest.raises(ConfigError, match="no part “identity”") as refused:
        set_maps.place(codec(tmp_path, "whole"), "identity")
    assert "rest" in refused.value.remedy
