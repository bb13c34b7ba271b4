import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from facevae.data import cutting, faceset, ledger_files, writer
from facevae.data.faceset import FaceSet
from facevae.data.importer import import_faces
from facevae.data.ledger import Ledger, take_refused
from facevae.data.writer import FaceSetWriter
from facevae.errors import ConfigError, FaceSetError
from facevae.faces import align
from facevae.faces.detection import Face

from .conftest import encoded, picture, png, zipped


class ByBrightness:
    """Finds as many faces as the top left pixel's red says, so that a test knows what is found."""

    name = "by brightness"

    def detect_all(self, pictures: list[np.ndarray]) -> list[list[Face]]:
        counts = [int(pixels[0, 0, 0]) // 10 for pixels in pictures]
        return [[Face((10 + 2 * place, 10, 60, 60), 0.9) for place in range(count)] for count in counts]


def showing(faces: int, seed: int) -> np.ndarray:
    pixels = picture(seed, 80)
    pixels[0, 0, 0] = 10 * faces
    return pixels


def with_faces(count: int, seed: int) -> bytes:
    return encoded(showing(count, seed))


@pytest.fixture
def imported(monkeypatch) -> Ledger:
    """Ten pictures of one face, one of none, one of three, one tiny, one copy, one broken."""
    monkeypatch.setattr(cutting.detection, "load", lambda name: ByBrightness())
    files = {f"p{number}/1.png": with_faces(1, number) for number in range(10)}
    files |= {
        "p1/none.png": with_faces(0, 20),
        "p2/three.png": with_faces(3, 21),
        "p3/tiny.png": png(22, 12),
        "p4/copy.png": with_faces(1, 0),
        "p5/broken.png": b"\x89PNG",
    }
    return import_faces([("faces.zip", zipped(files))], "set", size=32)


def test_reasons_and_what_is_kept(imported):
    table = imported.table.set_index("file")
    assert imported.accepted == 10
    assert imported.refused == {
        "no_face": 1,
        "several_faces": 1,
        "too_small": 1,
        "duplicate": 1,
        "unreadable": 1,
    }
    kept = table[table["kept"]].index
    assert set(kept) == {"p1/none.png", "p2/three.png", "p3/tiny.png", "p4/copy.png"}


def test_the_ledger_is_the_same_when_opened_again(imported):
    again = Ledger.open("set")
    assert again.table.equals(imported.table)
    assert again.notes == imported.notes


def test_refused_pictures_can_be_taken_after_all(imported):
    before = FaceSet.open("set")
    after = take_refused("set", ["p1/none.png", "p3/tiny.png"], "center")
    face_set = FaceSet.open("set")
    assert (after.accepted, len(face_set)) == (12, 12)
    assert after.refused == {"several_faces": 1, "duplicate": 1, "unreadable": 1}
    assert np.array_equal(face_set.pixels[:10], before.pixels)
    index = face_set.index.set_index("source")
    assert index.loc["p1/none.png", "identity"] == "p1"
    assert index.loc["p1/none.png", "split"] == index.loc["p1/1.png", "split"]
    row = face_set.column("source").tolist().index("p1/none.png")
    assert np.array_equal(face_set.pixels[row], align.center_crop(showing(0, 20), 32))
    assert Ledger.open("set").table.equals(after.table)


@pytest.mark.parametrize(("how", "faces"), [("largest", 1), ("all", 3), ("none", 1)])
def test_several_faces_are_taken_as_chosen(imported, how, faces):
    after = take_refused("set", ["p2/three.png"], how)
    assert (after.accepted, after.faces) == (11, 10 + faces)
    taken = FaceSet.open("set").index.iloc[10:]
    assert len(taken) == faces
    assert taken["face_id"].is_unique
    assert taken["identity"].tolist() == ["p2"] + [None] * (faces - 1)


def test_a_picture_without_a_face_stays_refused_when_a_face_is_asked_for(imported):
    after = take_refused("set", ["p1/none.png", "p2/three.png"], "largest")
    assert after.accepted == 11
    assert after.refused["no_face"] == 1
    assert take_refused("set", ["p1/none.png"], "center").accepted == 12


def test_nothing_is_taken_twice(imported):
    take_refused("set", ["p1/none.png"])
    with pytest.raises(FaceSetError, match="not kept"):
        take_refused("set", ["p1/none.png"])
    assert len(FaceSet.open("set")) == 11


def test_a_face_that_came_in_before_a_power_cut_is_not_doubled(imported, monkeypatch):
    def power_cut(*arguments):
        raise OSError("cut")

    with monkeypatch.context() as patch:
        patch.setattr(ledger_files, "save", power_cut)
        with pytest.raises(OSError, match="cut"):
            take_refused("set", ["p1/none.png"])
    assert len(FaceSet.open("set")) == 11
    assert take_refused("set", ["p1/none.png"]).accepted == 11
    assert len(FaceSet.open("set")) == 11


@pytest.mark.parametrize("file", ["p5/broken.png", "p1/1.png", "nowhere.png"])
def test_what_was_not_kept_cannot_be_taken(imported, file):
    with pytest.raises(FaceSetError, match="not kept"):
        take_refused("set", [file])


def test_an_unknown_way_of_taking_is_refused(imported):
    with pytest.raises(ConfigError):
        take_refused("set", ["p1/none.png"], "somehow")


def test_a_set_of_which_everything_was_refused_can_still_be_filled(monkeypatch):
    monkeypatch.setattr(cutting.detection, "load", lambda name: ByBrightness())
    made = import_faces([("a.png", with_faces(0, 1))], "empty", size=32)
    assert (made.accepted, made.refused) == (0, {"no_face": 1})
    assert faceset.names() == []
    assert take_refused("empty", ["a.png"]).accepted == 1
    assert faceset.names() == ["empty"]
    assert FaceSet.open("empty").column("split").tolist() == ["train"]


def test_thumbnails_show_every_picture_that_is_there(imported):
    files = ["p1/none.png", "p0/1.png", "p5/broken.png"]
    refused, accepted, lost = imported.thumbnails(files, 32)
    assert np.array_equal(refused, cutting.whole(showing(0, 20), 32))
    row = FaceSet.open("set").column("source").tolist().index("p0/1.png")
    assert np.array_equal(accepted, FaceSet.open("set").pixels[row])
    assert (lost == 128).all()


def test_deleting_the_set_deletes_the_refused_pictures(imported):
    folder = FaceSet.open("set").folder
    assert (folder / "refused.zip").is_file()
    faceset.delete("set")
    assert not folder.exists()


def test_labels_of_refused_pictures_are_kept_as_json(imported):
    labels = imported.table.set_index("file").loc["p2/three.png", "labels"]
    assert json.loads(labels)["identity"] == "p2"


def test_a_set_without_ledger_says_so():
    with FaceSetWriter("plain", 8):
        pass
    with pytest.raises(FaceSetError, match="ledger"):
        Ledger.open("plain")


def test_a_duplicate_taken_after_all_stays_on_the_side_of_the_picture_it_repeats(imported):
    face_set = FaceSet.open("set")
    index = face_set.index.assign(split="train").set_index("source", drop=False)
    index.loc["p0/1.png", "split"] = "test"
    writer.write_index(face_set.folder, index.reset_index(drop=True))
    take_refused("set", ["p4/copy.png"])
    taken = FaceSet.open("set").index.set_index("source")
    assert taken.loc["p4/copy.png", "split"] == "test"


def test_two_takings_at_once_both_arrive(imported):
    files = ["p1/none.png", "p2/three.png", "p3/tiny.png"]
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda file: take_refused("set", [file]), files))
    face_set = FaceSet.open("set")
    assert set(files) <= set(face_set.column("source")) and len(face_set) == 13
    row = face_set.column("source").tolist().index("p2/three.png")
    assert np.array_equal(face_set.pixels[row], align.center_crop(showing(3, 21), 32))
