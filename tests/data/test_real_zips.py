"""The four real sets as they are, where `FACEVAE_TEST_DATA` names the folder in which they lie."""

import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from facevae.data.faceset import FaceSet
from facevae.data.importer import import_faces
from facevae.data.labels import EXPRESSIONS
from facevae.data.protocols import identities

FOLDER = Path(os.environ.get("FACEVAE_TEST_DATA") or "nowhere")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="FACEVAE_TEST_DATA names no folder"),
]


def test_lfw():
    ledger = import_faces(FOLDER / "lfw.zip", "lfw", crop="center", center_px=112)
    face_set = FaceSet.open("lfw")
    assert (ledger.accepted, ledger.refused) == (13_233, {})
    index = face_set.index
    assert index["identity"].nunique() == 5_749
    assert index["expression"].notna().sum() == 12_758
    assert index.groupby("identity")["split"].nunique().max() == 1
    named = identities((face_set.folder / "protocol" / "pairsDevTest.txt").read_text())
    assert set(index.loc[index["split"] == "test", "identity"]) == named
    rest = index[index["split"] != "test"]
    assert 0.05 < (rest["split"] == "validation").mean() < 0.08
    assert {path.name for path in (face_set.folder / "protocol").iterdir()} == {
        "pairs.txt",
        "pairsDevTrain.txt",
        "pairsDevTest.txt",
    }


def test_ferplus():
    ledger = import_faces(FOLDER / "ferplus.zip", "fer", crop="none", size=48)
    index = FaceSet.open("fer").index
    assert ledger.accepted + ledger.refused["duplicate"] == len(ledger.table) == 35_714
    assert ledger.refused.keys() == {"duplicate"}
    assert 1_800 < ledger.refused["duplicate"] < 1_950  # 1,853 exact ones are known
    assert Counter(index["split"])["train"] < 28_558 - 1_200
    votes = index[[f"votes_{name}" for name in EXPRESSIONS]]
    winner = np.array(EXPRESSIONS, dtype=object)[votes.to_numpy().argmax(1)]
    clear = index["expression"].notna().to_numpy()
    assert clear.mean() > 0.8
    assert (winner[clear] == index["expression"][clear]).all()
    assert "fer2013" in index
    details = ledger.table["detail"].dropna()
    assert details.str.contains("held out|Test/").sum() > 557
    assert any("4 files are named twice" in note for note in ledger.notes)


def test_orl():
    ledger = import_faces(FOLDER / "orl.zip", "orl", crop="none")
    index = FaceSet.open("orl").index
    assert (ledger.accepted, ledger.refused) == (400, {})
    assert index["identity"].value_counts().eq(10).sum() == 40
    assert Counter(index["split"]) == {"train": 320, "validation": 40, "test": 40}


def test_london_is_found_face_by_face():
    ledger = import_faces(FOLDER / "london.zip", "london")
    index = FaceSet.open("london").index
    assert (ledger.accepted, ledger.refused) == (204, {})
    assert index["identity"].value_counts().eq(2).sum() == 102
    assert Counter(index["expression"]) == {"neutral": 102, "happiness": 102}
    assert index["age"].between(16, 80).sum() == 200
    assert index[["x0", "y0", "x1", "y1", "quality"]].notna().all(axis=None)
