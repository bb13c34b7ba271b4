import numpy as np
import pytest

from facevae.data.labels import EXPRESSIONS
from facevae.errors import CheckpointError, FaceSetError
from facevae.latents import expressions
from tests.latents.made import codec, with_parts

RNG = np.random.default_rng(0)


def planted(count: int = 60) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Neutral faces, and happy ones that are 2 apart in every number; two surprised ones; their pictures."""
    labels = np.array(["neutral", "happiness"] * (count // 2) + ["surprise"] * 2, object)
    z = 0.1 * RNG.normal(size=(len(labels), 12)) + 2 * (labels == "happiness")[:, None]
    return z.astype(np.float32), labels, RNG.integers(0, 255, (len(z), 8, 8, 3), dtype=np.uint8)


def test_an_expression_is_moved_and_the_identity_part_stays(tmp_path):
    centres = expressions.of_faces(with_parts(tmp_path), *planted(), "planted")
    z = np.zeros(12, np.float32)
    moved = expressions.change(z, centres, "happiness", "neutral", 0.5)
    assert np.array_equal(moved[:4], z[:4]) and moved[4:] == pytest.approx(1, abs=0.1)


def test_without_parts_the_whole_latent_moves(tmp_path):
    centres = expressions.of_faces(codec(tmp_path), *planted(), "planted")
    moved = expressions.change(np.zeros(12), centres, "happiness", "neutral")
    assert moved == pytest.approx(2, abs=0.15)


def test_the_strip_shows_the_known_ones_and_the_own_one_unchanged(tmp_path):
    centres = expressions.of_faces(codec(tmp_path), *planted(), "planted")
    z = np.full(12, 2, np.float32)
    start = expressions.of_face(codec(tmp_path), centres, z)
    names, faces = expressions.strip(z, centres, start)
    assert start == "happiness" and names == ["neutral", "happiness"]
    assert np.array_equal(faces[1], z) and faces[0] == pytest.approx(0, abs=0.15)
    with pytest.raises(FaceSetError, match="Too few faces show surprise"):
        expressions.change(z, centres, "surprise", "neutral")


def test_without_labelled_faces_the_models_own_head_labels_drawn_ones(tmp_path):
    coder = with_parts(tmp_path)
    centres = expressions.of_prior(coder)
    known = [EXPRESSIONS.index(name) for name in centres.known]
    assert len(known) > 1 and centres.faces.max() <= expressions.OF_EACH
    assert np.array_equal(coder.expression_of(centres.z[known]).argmax(1), known)
    with pytest.raises(CheckpointError, match="does not read expressions"):
        expressions.of_prior(codec(tmp_path))


def test_colour_that_goes_along_with_an_expression_is_not_taken_for_it(tmp_path):
    """Most happy faces are grey, most neutral ones coloured; number 7 says how colourful a picture is."""
    z, labels, _ = planted(400)
    grey = RNG.random(len(z)) < np.where(labels == "happiness", 0.8, 0.2)
    pictures = np.where(grey, 100, RNG.integers(0, 255, (8, 8, 3, 1))).transpose(3, 0, 1, 2).astype(np.uint8)
    z[:, 7] = 0.1 * RNG.normal(size=len(z)) + 5 * grey
    centres = expressions.of_faces(codec(tmp_path), z, labels, pictures, "planted")
    step = centres.step("neutral", "happiness")
    assert abs(step[7]) < 0.3 and step[6] == pytest.approx(2, abs=0.1)
    assert z[labels == "happiness", 7].mean() - z[labels == "neutral", 7].mean() > 2


def test_another_face_takes_on_the_expression_of_this_one(tmp_path):
    coder = codec(tmp_path)
    z = np.random.default_rng(0).normal(size=(2, 12)).astype(np.float32)
    means = np.full((8, 12), np.nan, np.float32)
    means[0], means[1] = z[0], z[1]
    centres = expressions.Centres(means, np.array([50, 50, 0, 0, 0, 0, 0, 0]), np.ones(12, bool), "two faces")
    assert np.allclose(expressions.like(coder, centres, z[1], z[0]), z[0], atol=1e-6)


def test_a_set_that_shows_no_expression_often_enough_is_told(tmp_path):
    z, _, pictures = planted()
    centres = expressions.of_faces(codec(tmp_path), z, np.full(len(z), None, object), pictures, "planted")
    with pytest.raises(FaceSetError, match="Too few of planted show any expression"):
        expressions.of_face(codec(tmp_path), centres, z[0])
