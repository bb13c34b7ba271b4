import numpy as np
import pytest

from facevae.data.labels import EXPRESSIONS
from facevae.errors import FaceSetError
from facevae.evaluation.edits import learned, rank1, started_from
from facevae.recognition.edit_judges import Judge, measure, of_pixels
from tests.latents.made import codec
from tests.recognition.support import SIZE, Seer, face_set, people


def test_a_probe_is_not_matched_with_the_picture_that_it_was_made_of():
    people_of = np.array(["a", "b", "a"])
    gallery = np.eye(3)
    probes = np.array([[1.0, 0.1, 0.2], [0.0, 1.0, 0.0]])
    rows, rows_in = np.array([0, 1]), np.array([0, 1, 2])
    assert rank1(probes, rows, gallery, rows_in, people_of) == 0.5  # b has no other picture


def test_only_faces_of_people_with_another_picture_are_edited():
    rows = [{"identity": f"p{i // 2}", "expression": "neutral"} for i in range(22)]
    faces = face_set([*rows, {"identity": "alone", "expression": "neutral"}])
    assert len(started_from(faces, faces.rows(), "neutral")) == 22
    with pytest.raises(FaceSetError, match="has 0 fear faces"):
        started_from(faces, faces.rows(), "fear")


def test_pixels_read_the_moods_and_people_that_they_were_fitted_on():
    faces = people()
    judge = of_pixels(faces, SIZE)
    held = faces.rows("validation")
    wanted = [EXPRESSIONS.index(name) for name in faces.column("expression").to_numpy()[held]]
    assert (judge.read(faces.pixels[held]).argmax(1) == wanted).mean() > 0.9
    vectors, who = judge.embedder.embed(faces.pixels[held]), faces.column("identity").to_numpy()
    assert rank1(vectors, held, vectors, held, who) > 0.9


def test_a_judge_that_sees_gladness_everywhere_says_so_of_every_picture(own_home):
    faces = people()
    gladness = np.eye(8)[EXPRESSIONS.index("happiness")]
    glad = Judge("glad", Seer(), lambda pictures: np.repeat(gladness[None], len(pictures), 0))
    coder = codec(own_home / "runs", "tiny")
    report = measure(coder, faces, faces.rows("test"), learned(coder, faces), glad)
    assert {part["read_as"] for part in report.values()} == {1.0}
    assert report["unedited"]["cosine"] == pytest.approx(1, abs=1e-5)
    assert report["edited"]["n"] == 30 and report["real"]["n"] == 30


def test_a_judge_by_pixels_knows_its_error_rates_on_held_out_people():
    measured = of_pixels(people(), SIZE, most=90).report["verification"]
    assert measured["n"] > 20
    genuine, impostor = (np.array(measured["curves"]["scores"][kind]) for kind in ("genuine", "impostor"))
    assert (genuine >= measured["threshold"]).mean() > 0.8 > 0.2 > (impostor >= measured["threshold"]).mean()
