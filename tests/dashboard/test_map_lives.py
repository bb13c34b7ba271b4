import numpy as np
import pytest

from facevae.dashboard import map_lives, map_tiles
from facevae.dashboard.map_request import Request
from facevae.latents.inverse import Inverse
from tests.latents.made import codec, with_parts
from tests.latents.planted import clusters


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    z, _ = clusters(faces=120, dims=12)
    return Inverse(z, z[:, :2]), codec(tmp_path_factory.mktemp("model"))


@pytest.fixture
def request_of():
    def make(**settings) -> Request:
        return Request("people", "1", "m", **({"method": "tsne"} | settings))

    return make


@pytest.mark.parametrize(
    ("among", "ratio", "said"),
    [
        (14, 0.1, "among 14 faces"),
        (1, 0.9, "beside one face"),
        (0, 1.2, "at the edge of the faces"),
        (0, 3.04, "far from any face: 3.0 times the usual distance"),
        (0, 2304.0, "far from any face: 2,304 times the usual distance"),
    ],
)
def test_how_far_from_faces_a_place_is_is_said_in_plain_words(among, ratio, said):
    assert map_lives.in_words(among, ratio) == said


def test_the_face_at_a_place_is_the_decoder_s_picture_of_its_latent(lived):
    inverse, model = lived
    face = map_lives.at(inverse, model, inverse.points[3].tolist())
    np.testing.assert_array_equal(face.picture, model.decode(inverse.at(inverse.points[3]).z)[0])
    assert face.told.startswith("among") and not face.far
    assert map_lives.at(inverse, model, [500.0, 0]).far
    assert map_lives.at(inverse, model, [float("nan"), 0]) is None


def test_what_a_place_is_made_of_is_said(request_of):
    assert "mean of all" not in map_lives.made_of(request_of())
    assert "two main components" in map_lives.made_of(request_of(method="pca"))
    assert "Only the identity is laid out" in map_lives.made_of(request_of(part="identity"))
    assert not map_lives.exact(request_of(method="pca", distance="cosine"))


def test_a_place_on_a_map_of_a_part_decodes_whole_latents(tmp_path):
    model = with_parts(tmp_path)
    z, _ = clusters(faces=60, dims=12)
    part = model.parts["identity"]
    inverse = Inverse(z, z[:, part][:, :2], part)
    assert map_lives.at(inverse, model, [0.0, 0.0]).picture.shape == (16, 16, 3)


def window(inverse, side: float) -> dict:
    low, high = inverse.points.min(axis=0), inverse.points.max(axis=0)
    return {"x": [low[0] - 50, high[0]], "y": [low[1], high[1]], "side": side}


def test_the_background_has_faces_only_where_faces_are_near(lived, request_of, monkeypatch):
    inverse, model = lived
    monkeypatch.setattr(map_tiles.caches, "codec", lambda: model)
    packed = {}
    monkeypatch.setattr(map_tiles, "_packed", lambda *args: packed.update(all=args) or "picture")
    asked = window(inverse, 2.0) | {"x": [inverse.points[:, 0].min() - 50, inverse.points[:, 0].max()]}
    made = map_tiles.sheet(request_of(), asked, inverse)
    pictures, fields, columns, rows = packed["all"]
    assert made["left"] <= asked["x"][0] and made["right"] >= asked["x"][1]
    assert columns == (made["right"] - made["left"]) / 2 and rows == (made["top"] - made["bottom"]) / 2
    assert 0 < len(pictures) == len(fields) < columns * rows / 2
    for field in fields:
        middle = [made["left"] + 2 * (field % columns + 0.5), made["top"] - 2 * (field // columns + 0.5)]
        assert np.linalg.norm(inverse.points - middle, axis=1).min() <= max(inverse.usual, 1.42)


def test_a_tile_shows_who_lives_in_its_middle(lived, request_of, monkeypatch):
    inverse, model = lived
    monkeypatch.setattr(map_tiles.caches, "codec", lambda: model)
    packed = {}
    monkeypatch.setattr(map_tiles, "_packed", lambda *args: packed.update(all=args) or "picture")
    made = map_tiles.sheet(request_of(seed=1), window(inverse, 2.0) | {"x": [0, 4.0]}, inverse)
    pictures, fields, columns, _ = packed["all"]
    middle = [made["left"] + 2 * (fields[0] % columns + 0.5), made["top"] - 2 * (fields[0] // columns + 0.5)]
    np.testing.assert_array_equal(pictures[0], map_lives.at(inverse, model, middle).picture)


def test_windows_without_sense_or_with_too_many_tiles_have_no_background(lived, request_of, monkeypatch):
    inverse, model = lived
    monkeypatch.setattr(map_tiles.caches, "codec", lambda: model)
    for asked in (
        {"x": [0, float("inf")], "y": [0, 1], "side": 1},
        {"x": [0, 1], "y": [0, 1], "side": 0},
        {"x": [0, 1], "y": [0, 1], "side": 1e-3},
        {"x": [1, 0], "y": [0, 1], "side": 0.5},
        {"x": [9000, 9001], "y": [0, 1], "side": 1},
    ):
        assert map_tiles.sheet(request_of(), asked, inverse) is None
