"""The shell draws the very map that the page draws."""

import json

import numpy as np
import pandas as pd
import pytest

from facevae.cli.main import main
from facevae.dashboard import map_request
from facevae.data import generated
from facevae.data.faceset import FaceSet
from facevae.latents import maps, projection, store
from tests.latents.made import with_parts


@pytest.fixture
def model(own_home):
    generated.make("people", 60, size=16, seed=1)
    return with_parts(own_home / "runs", name="tiny")


def project(tmp_path, *words: str) -> pd.DataFrame:
    out = tmp_path / "map.parquet"
    assert main(["project", "--checkpoint", "tiny", "--data", "people", "--out", str(out), *words]) == 0
    return pd.read_parquet(out)


@pytest.mark.parametrize("fitted", [50_000, 30])
def test_the_page_opens_the_map_of_the_shell(model, tmp_path, monkeypatch, fitted):
    monkeypatch.setattr(projection, "FITTED", fitted)
    words = ["--method", "tsne", "--perplexity", "7", "--part", "identity", "--distance", "cosine"]
    table = project(tmp_path, *words)
    faces = FaceSet.open("people")
    monkeypatch.setattr(map_request.caches, "face_set", lambda name: faces)
    settings = {"part": "identity", "distance": "cosine", "settings": (("perplexity", 7),)}
    request = map_request.Request("people", faces.version, model.checkpoint.id, "tsne", **settings)
    kept = map_request.known(request)
    np.testing.assert_array_equal(kept.points, table[["x", "y"]].to_numpy())
    assert len(list(maps.folder().glob("*.parquet"))) == 1


def test_a_part_is_laid_out_alone(model, tmp_path):
    z = store.latents(model, FaceSet.open("people"))
    points = project(tmp_path, "--part", "expression")[["x", "y"]].to_numpy()
    np.testing.assert_allclose(points, projection.project(z[:, 4:8], "pca"), atol=1e-5)


def test_a_part_that_the_model_has_not_is_told_before_any_face_is_encoded(model, tmp_path, capsys):
    words = ["--checkpoint", "tiny", "--data", "people", "--out", str(tmp_path / "m"), "--part", "age"]
    assert main(["project", *words]) == 1
    assert "no part “age”. Choose one of identity, expression, rest" in capsys.readouterr().err
    assert not store.folder().exists()


def test_what_the_shell_offers_is_what_methods_there_are(model, tmp_path, monkeypatch, capsys):
    from facevae.latents.projection_methods import METHODS, Method, Setting

    told = {"turn": Setting("Turn", "By how much.", usual=0, least=0, kind=int)}
    turned = Method("Turned", 2, lambda z, pca, *rest, turn: np.roll(pca, turn, axis=1), told)
    monkeypatch.setitem(METHODS, "turned", turned)
    plain = project(tmp_path)
    table = project(tmp_path, "--method", "turned", "--turn", "1")
    np.testing.assert_array_equal(table[["x", "y"]].to_numpy(), plain[["y", "x"]].to_numpy())
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main(["project", "--help"])
    assert "Turned's (0)" in capsys.readouterr().out


def test_the_facts_say_how_the_map_was_drawn(model, tmp_path, capsys):
    capsys.readouterr()
    project(tmp_path, "--method", "tsne", "--distance", "cosine", "--json")
    facts = json.loads(capsys.readouterr().out)
    assert facts["method"] == "tsne" and facts["distance"] == "cosine"
