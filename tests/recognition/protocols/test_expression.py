import numpy as np
import pytest

from facevae.errors import CheckpointError, FaceSetError
from facevae.recognition import reports
from facevae.recognition.protocols import run
from tests.recognition.support import face_set, noise

CARD = {"temperature": 7, "set": "others", "n": 9}


def knows(people, codec, sure=4.0, swap=0.0):
    """The codec's head is replaced by one that knows nine of ten moods, and is too sure by a factor."""
    rng = np.random.default_rng(0)
    known = {}
    for row, word in enumerate(people.column("expression")):
        place = {"neutral": 0, "happiness": 1}[word]
        known[people.pixels[row].tobytes()] = 1 - place if rng.random() < swap else place
    codec.expression_logits = lambda pictures, column="expression": np.stack(
        [sure * np.eye(8)[known[picture.tobytes()]] for picture in pictures]
    )
    return codec


def test_a_head_that_knows_the_moods_is_told_so_beside_its_baselines(people, codec):
    report = run(knows(people, codec(expression_dim=3)), people, "expression")
    figures = report["expression"]
    assert figures["accuracy"] == figures["balanced_accuracy"] == 1 and figures["n"] == 60
    assert len(figures["labels"]) == 8 and np.array(figures["confusion"])[:2, :2].tolist() == [
        [30, 0],
        [0, 30],
    ]
    for name in ("eigenfaces", "fisherfaces", "raw_pixels", "chance"):
        assert report["baseline"][name]["expression"]["n"] == 60
    assert report["baseline"]["fisherfaces"]["expression"]["accuracy"] > 0.8
    assert report["baseline"]["chance"]["expression"]["accuracy"] == 0.5


def test_too_sure_answers_are_calibrated_on_validation_faces(people, codec):
    model = knows(people, codec(expression_dim=3), sure=12, swap=0.2)
    figures = run(model, people, "expression")["expression"]
    assert figures["temperature_from"].startswith("validation") and figures["temperature"] > 2
    assert figures["ece"] < figures["ece_before"]
    told = run(
        knows(people, codec(expression_dim=3, card={"calibration": CARD}), sure=12), people, "expression"
    )["expression"]
    assert told["temperature"] == 7 and told["temperature_from"] == "card"


def test_without_validation_faces_the_temperature_is_that_of_an_earlier_test(people, codec):
    model = knows(people, codec(expression_dim=3), sure=12, swap=0.2)
    rows = [{"expression": word} for word in people.column("expression")]
    others = face_set(rows, np.asarray(people.pixels), "others")
    assert run(model, others, "expression")["expression"]["temperature_from"] == "none"
    reports.write(earlier := run(model, people, "expression"))
    figures = run(model, others, "expression")["expression"]
    assert figures["temperature"] == earlier["expression"]["temperature"] > 2
    assert figures["temperature_from"] == "people, validation, n = 30"


def test_other_labels_have_a_temperature_of_their_own(people, codec):
    model = knows(people, codec(expression_dim=3, card={"calibration": CARD}), sure=12, swap=0.2)
    figures = run(model, people, "expression", label="expression")["expression"]
    assert figures["temperature_from"].startswith("validation") and figures["temperature"] != 7


def test_groups_have_figures_of_their_own(people, codec):
    """The men's answers are turned round."""
    model = knows(people, codec(expression_dim=3))
    right, men = model.expression_logits, people.column("gender").to_numpy() == "male"
    theirs = {people.pixels[row].tobytes() for row in np.flatnonzero(men)}
    model.expression_logits = lambda pictures, column="expression": np.stack(
        [
            logits[[1, 0, *range(2, 8)]] if picture.tobytes() in theirs else logits
            for picture, logits in zip(pictures, right(pictures), strict=True)
        ]
    )
    told = run(model, people, "expression")["expression"]["groups"]
    assert told == {"gender": {"female": {"n": 30, "accuracy": 1.0}, "male": {"n": 30, "accuracy": 0.0}}}


def test_other_labels_tell_only_their_own_classes_apart(codec):
    rows = [{"felt": ("Sad", "ANGRY")[i % 2], "split": "train" if i < 20 else "test"} for i in range(40)]
    report = run(codec(expression_dim=3), face_set(rows), "expression", label="felt")
    assert report["expression"]["labels"] == ["sadness", "anger"] and report["expression"]["n"] == 20


def test_a_model_without_a_head_and_a_set_without_labels_say_so(people, codec):
    with pytest.raises(CheckpointError, match="“model”"):
        run(codec(), people, "expression")
    with pytest.raises(FaceSetError, match="no expressions"):
        run(codec(expression_dim=3), face_set([{}] * 4, noise(4), "plain"), "expression")


def test_training_faces_of_one_expression_are_a_reason_and_no_crash(codec):
    rows = [{"expression": "neutral", "identity": f"a{i}"} for i in range(30)]
    for i in range(30):
        word = ("neutral", "happiness")[i % 2]
        rows.append({"expression": word, "identity": f"b{i}", "split": "test"})
    faces = face_set(rows)
    model = knows(faces, codec(expression_dim=3))
    report = run(model, faces, "expression")
    told = report["expression"]["baselines_left_out"]
    assert {"eigenfaces", "fisherfaces", "raw_pixels"} <= told.keys() and report["expression"]["n"] == 30
    assert set(told.values()) == {"The training faces show one expression only."}
