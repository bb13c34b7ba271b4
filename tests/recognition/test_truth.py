import numpy as np
import pandas as pd
import pytest

from facevae.data.faceset import FaceSet
from facevae.data.importer import import_faces
from facevae.data.labels import EXPRESSIONS
from facevae.errors import FaceSetError
from facevae.recognition.truth import VOTES, expressions, labelled, published, top_vote
from tests.data.conftest import png, zipped
from tests.recognition.support import face_set


def votes(**counts):
    return pd.DataFrame([{name: counts.get(name.removeprefix("votes_"), 0) for name in VOTES}])


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"fear": 6, "surprise": 4}, "fear"),
        ({"anger": 4, "sadness": 3, "fear": 3}, "anger"),  # most of all, though not half
        ({"anger": 5, "sadness": 5}, None),
        ({"unknown": 6, "neutral": 4}, None),
        ({"nf": 10}, None),
        ({"neutral": 2, "sadness": 1, "anger": 1}, "neutral"),  # single votes are slips
        ({"neutral": 1, "sadness": 1}, None),
    ],
)
def test_the_top_vote(counts, expected):
    place = top_vote(votes(**counts))[0]
    assert (EXPRESSIONS[place] if place >= 0 else None) == expected


def test_words_of_any_column_count_where_they_name_an_expression():
    table = pd.DataFrame({"expression": ["neutral", None, "fear"], "felt": ["Happy", "sad", "tired"]})
    assert [EXPRESSIONS[i] if i >= 0 else None for i in expressions(table)] == ["neutral", None, "fear"]
    assert expressions(table, "felt").tolist() == [1, 3, -1]


def test_a_set_without_expressions_says_so():
    faces = face_set([{"identity": "a"}, {"identity": "b"}])
    with pytest.raises(FaceSetError, match="no expressions"):
        labelled(faces, faces.rows())
    with pytest.raises(FaceSetError, match="no labels “felt”"):
        labelled(faces, faces.rows(), "felt")


def test_a_copy_that_was_refused_counts_once_more_where_it_is_of_the_same_split(tmp_path):
    table = "file,emotion,usage\na.png,happy,PrivateTest\nb.png,sad,PrivateTest\nc.png,fear,Training\n"
    table += "d.png,angry,PrivateTest\n"
    files = {"a.png": png(1), "b.png": png(1), "c.png": png(1), "d.png": png(2), "labels.csv": table}
    (tmp_path / "some.zip").write_bytes(zipped(files))
    ledger = import_faces(tmp_path / "some.zip", "some", size=16, crop="none")
    assert ledger.refused == {"duplicate": 2}
    faces = FaceSet.open("some")
    rows, truth = published(faces, faces.rows("test"))
    shown = [
        (faces.column("source")[row], EXPRESSIONS[place]) for row, place in zip(rows, truth, strict=True)
    ]
    assert sorted(shown) == [("a.png", "happiness"), ("a.png", "sadness"), ("d.png", "anger")]
    assert len(labelled(faces, faces.rows("test"))[0]) == 2
    assert np.isin(published(faces, faces.rows())[0], faces.rows()).all()
