import numpy as np
import pytest
import torch

from facevae.data.labels import EXPRESSIONS
from facevae.data.writer import FaceSetWriter
from facevae.errors import FaceSetError
from facevae.models.config import ModelConfig
from facevae.training import launch, loop, sets
from facevae.training.checkpoint import load_checkpoint

CONFIG = ModelConfig(
    backbone="mlp",
    size=16,
    latent_dim=8,
    identity_dim=3,
    expression_dim=2,
    expression_columns=("expression", "mood"),
)
CPU = torch.device("cpu")


def write(name: str, rows: list[dict]) -> None:
    pictures = np.random.default_rng(0).integers(0, 255, (len(rows), 16, 16, 3)).astype(np.uint8)
    with FaceSetWriter(name, 16, source="drawn") as writer:
        writer.add(
            pictures, [{"split": "train", "face_id": f"{name}{i}"} | row for i, row in enumerate(rows)]
        )


def votes(**given: int) -> dict:
    names = [*EXPRESSIONS, "unknown", "nf"]
    return {f"votes_{name}": given.get(name, 0) for name in names}


@pytest.fixture
def joint(own_home):
    write("named", [{"identity": name, "expression": "fear" if name == "a" else None} for name in "aabbbc"])
    write(
        "voted",
        [
            votes(neutral=6, sadness=3, fear=1) | {"mood": "happy"},
            votes(anger=5, unknown=5) | {"mood": None},
            votes(surprise=4, happiness=4, nf=2) | {"mood": "sad"},
        ],
    )
    return sets.open_sets("named+voted")


def test_people_with_one_picture_and_faces_without_a_name_have_no_number(joint):
    faces = sets.load(joint, "train", CONFIG, CPU)
    assert faces.labels["identity"].tolist() == [0, 0, 1, 1, 1, -1, -1, -1, -1]
    assert faces.people == 2
    assert sets.load(joint, "train", CONFIG, CPU, least=1).people == 3


def test_votes_become_shares_without_outliers_and_doubtful_faces(joint):
    shares = sets.load(joint, "train", CONFIG, CPU).labels["expression"]
    expected = torch.zeros(9, 8)
    expected[:2, EXPRESSIONS.index("fear")] = 1
    expected[6, EXPRESSIONS.index("neutral")], expected[6, EXPRESSIONS.index("sadness")] = 6 / 9, 3 / 9
    expected[8, EXPRESSIONS.index("surprise")] = expected[8, EXPRESSIONS.index("happiness")] = 0.5
    assert torch.allclose(shares, expected)


def test_another_column_is_read_in_its_own_words(joint):
    mood = sets.load(joint, "train", CONFIG, CPU).labels["mood"]
    assert mood.sum(1).tolist() == [0] * 6 + [1, 0, 1]
    assert mood[6, EXPRESSIONS.index("happiness")] == mood[8, EXPRESSIONS.index("sadness")] == 1


def test_a_batch_keeps_faces_and_labels_together(joint):
    faces = sets.load(joint, "train", CONFIG, CPU)
    pictures, labels = faces.batch(torch.tensor([4, 0]))
    assert torch.equal(pictures, faces.pictures[[4, 0]]) and labels["identity"].tolist() == [1, 0]


def test_a_split_without_faces_and_a_set_that_is_not_there(joint):
    assert sets.load(joint, "test", CONFIG, CPU) is None
    with pytest.raises(FaceSetError, match="no face set “other”"):
        sets.open_sets("named+other")


def test_faces_are_told_apart_by_what_sampling_evens_out(joint):
    assert sets.classes(joint, "train", "set").tolist() == [0] * 6 + [1] * 3
    assert sets.classes(joint, "train", "identity").tolist() == [0, 0, 1, 1, 1, 2, -1, -1, -1]
    fear, neutral, happiness = (EXPRESSIONS.index(name) for name in ("fear", "neutral", "happiness"))
    expected = [fear] * 2 + [-1] * 4 + [neutral, -1, happiness]
    assert sets.classes(joint, "train", "expression").tolist() == expected
    write("nameless", [{}] * 3)
    for by in ("identity", "set"):
        with pytest.raises(FaceSetError, match=f"“nameless” cannot be evened out by {by}"):
            sets.classes(sets.open_sets("nameless"), "train", by)


def test_a_label_column_that_no_set_has_is_told(joint):
    with pytest.raises(FaceSetError, match="“named” has no column “mood”"):
        sets.load(joint[:1], "train", CONFIG, CPU)


def test_votes_for_the_eight_alone_are_enough(own_home):
    write("plain", [{f"votes_{name}": 3 * (name == "anger") for name in EXPRESSIONS}])
    config = ModelConfig(latent_dim=4, size=32, expression_dim=2)
    shares = sets.load(sets.open_sets("plain"), "train", config, CPU).labels["expression"]
    assert shares[0].tolist() == [float(name == "anger") for name in EXPRESSIONS]


def test_it_is_counted_how_much_there_is_to_learn_from(joint):
    counts = sets.load(joint, "train", CONFIG, CPU).counts
    assert (counts.faces, counts.people) == (9, 2)
    assert counts.expressions["expression"].sum() == 4 and counts.expressions["mood"].sum() == 2


def test_a_run_on_two_sets_learns_every_term_and_says_what_it_learned_from(joint):
    settings = {
        "size": 16, "latent_dim": 8, "identity_dim": 3, "expression_dim": 2, "hidden": "16", "steps": 6,
        "batch_size": 4, "log_every": 1, "validate_every": 3, "identity_weight": 1, "expression_weight": 1,
        "separation_weight": 1, "decode_share": 0.5, "sampling": "inverse", "precision": "float32",
    }  # fmt: skip
    run = launch.prepare("named+voted", "article", settings, "joint")
    loop.execute(run)
    rows = [row for row in run.metrics()[0] if "loss" in row]
    assert {"identity", "expression", "separation"} <= rows[-1].keys()
    card = load_checkpoint("joint").card
    assert card["data"]["name"] == "named+voted" and card["data"]["faces"] == 9


def test_faces_without_any_label_train_with_the_preset_for_people_and_the_terms_add_nothing(own_home):
    write("nameless", [{}] * 12)
    settings = {
        "size": 32, "width": 4, "latent_dim": 8, "identity_dim": 3, "expression_dim": 2, "steps": 3,
        "batch_size": 4, "log_every": 1, "precision": "float32",
    }  # fmt: skip
    run = launch.prepare("nameless", "recognise", settings, "unlabelled")
    loop.execute(run)
    rows = [row for row in run.metrics()[0] if "loss" in row]
    for row in rows:
        assert row["expression"] == row["separation"] == 0 and "identity" not in row
        assert row["loss"] == pytest.approx(row["reconstruction_nll"] + row["beta"] * row["kl"], rel=1e-4)
    assert run.status()["state"] == "finished"


def test_a_model_that_learns_another_column_alone_is_judged_by_that(joint):
    settings = {
        "size": 16, "latent_dim": 8, "hidden": "16", "steps": 2, "batch_size": 4,
        "expression_dim": 2, "expression_columns": "mood", "expression_weight": 1,
    }  # fmt: skip
    run = launch.prepare("named+voted", "article", settings, "mood")
    loop.execute(run)
    assert 0 <= run.metrics()[0][-1]["validation_expression_accuracy"] <= 1
