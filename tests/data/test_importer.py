import subprocess
import sys
import textwrap
import time

import cv2
import numpy as np
import pytest

from facevae import home
from facevae.data import faceset
from facevae.data.faceset import FaceSet
from facevae.data.importer import import_faces
from facevae.data.ledger import REASONS, Ledger
from facevae.errors import Cancelled, ConfigError, FaceSetError, SourceError
from facevae.faces import align, decode

from .conftest import encoded, picture, png, zipped


def people(count: int, each: int = 2) -> dict[str, bytes]:
    return {
        f"p{person:03d}/{number}.png": png(person * each + number)
        for person in range(count)
        for number in range(each)
    }


def brought(files: dict, name: str = "set", **more) -> Ledger:
    return import_faces([("faces.zip", zipped(files))], name, **({"crop": "center", "size": 32} | more))


def test_a_zip_becomes_a_set_whose_pixels_are_those_of_the_pictures():
    files = people(20)
    ledger = brought(files)
    face_set = FaceSet.open("set")
    assert (ledger.accepted, ledger.refused, len(face_set)) == (40, {}, 40)
    for row, source in enumerate(face_set.column("source")):
        expected = align.center_crop(decode.decode(files[source]), 32)
        assert np.array_equal(face_set.pixels[row], expected)
    assert face_set.column("identity").tolist() == [path.split("/")[0] for path in files]
    assert face_set.index.groupby("identity")["split"].nunique().max() == 1


def test_the_same_import_gives_the_same_set_and_another_seed_other_splits():
    first, second, third = (
        brought(people(30), name, seed=seed) and FaceSet.open(name)
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert first.version == second.version != third.version
    assert first.column("face_id").tolist() == third.column("face_id").tolist()


def test_every_file_is_in_the_ledger_once_and_the_counts_add_up():
    files = {
        **people(5),
        "broken.jpg": encoded(picture(90), ".jpg")[:200],
        "nothing.png": b"",
        "small.png": png(91, 10),
        "readme.txt": b"hello",
        "copy.png": png(0),
        "../out.png": png(92),
        "labels.csv": "file,identity\np000/0.png,ann\ngone.png,ben\n",
    }
    ledger = brought(files)
    assert ledger.accepted == 10
    assert ledger.refused == {
        "unsafe_name": 1,
        "unreadable": 1,
        "empty": 1,
        "too_small": 1,
        "not_a_picture": 1,
        "duplicate": 1,
        "listed_but_missing": 1,
    }
    assert ledger.refused.keys() <= REASONS.keys()
    assert set(ledger.table["file"]) == files.keys() - {"labels.csv"} | {"gone.png"}
    assert ledger.accepted + sum(ledger.refused.values()) == len(ledger.table) == len(files)
    assert ledger.faces == len(FaceSet.open("set"))
    refused = ledger.table[ledger.table["status"] == "refused"]
    assert refused["detail"].notna().all()


def test_a_picture_by_content_and_not_by_name():
    ledger = brought({"a.txt": png(1), "b": png(2), "c.png": b"plain text", "d.jpg": png(4)})
    assert ledger.accepted == 3
    assert ledger.refused == {"unreadable": 1}


def test_a_duplicate_with_another_label_says_so():
    table = "file,identity\na.png,ann\nb.png,ben\nc.png,ann\n"
    ledger = brought({"a.png": png(1), "b.png": png(1), "c.png": png(1), "labels.csv": table})
    details = ledger.table.set_index("file")["detail"]
    assert ledger.refused == {"duplicate": 2}
    assert "ben" in details["b.png"] and "ann" in details["b.png"] and "a.png" in details["b.png"]
    assert "labelled" not in details["c.png"]


def test_of_a_duplicate_across_splits_the_held_out_copy_stays():
    training = encoded(picture(1, 48), ".jpg", cv2.IMWRITE_JPEG_QUALITY, 90)  # not the same pixels any more
    files = {
        "train/1.jpg": training,
        "train/2.png": png(2),
        "train/3.png": png(3),
        "test/1.png": png(1, 48),
        "test/2.png": png(2),
        "val/3.png": png(3),
        "train/4.png": png(4),
    }
    ledger = brought(files)
    index = FaceSet.open("set").index
    assert dict(zip(index["source"], index["split"], strict=True)) == {
        "test/1.png": "test",
        "test/2.png": "test",
        "val/3.png": "validation",
        "train/4.png": "train",
    }
    assert ledger.refused == {"duplicate": 3}
    assert "held out" in ledger.table.set_index("file")["detail"]["train/1.jpg"]


def test_votes_and_other_labels_reach_the_index():
    names = "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
    rows = ("a.png,Training,happy,1,8,0,0,0,0,0,0,0,1", "b.png,PublicTest,,0,0,0,5,5,0,0,0,0,0")
    table = "\n".join((f"file,split,fer2013,{names}", *rows))
    brought({"a.png": png(1), "b.png": png(2), "labels.csv": table})
    index = FaceSet.open("set").index.set_index("source")
    assert index.loc["a.png", ["expression", "split", "fer2013"]].tolist() == ["happiness", "train", "happy"]
    assert index.loc["a.png", ["votes_neutral", "votes_happiness", "votes_nf"]].tolist() == [1, 8, 1]
    assert index.loc["b.png", "expression"] is None
    assert index.loc["b.png", "fer2013"] is None
    assert index.loc["b.png", "votes_anger"] == 5


def test_a_protocol_keeps_its_files_and_holds_its_people_out():
    pairs = "1\np000\t1\t2\np001\t1\tp002\t2\n"
    ledger = brought({**people(60), "pairsDevTest.txt": pairs, "pairs.txt": "10\t300\n"})
    face_set = FaceSet.open("set")
    test = face_set.index.iloc[face_set.rows("test")]
    assert set(test["identity"]) == {"p000", "p001", "p002"}
    assert 0 < len(face_set.rows("validation")) <= 0.08 * 114
    assert (face_set.folder / "protocol" / "pairsDevTest.txt").read_text() == pairs
    assert ledger.accepted == 120
    assert any("pairsDevTest" in note for note in ledger.notes)


def test_a_folder_and_a_single_picture(tmp_path):
    (tmp_path / "one.png").write_bytes(png(1))
    assert import_faces(tmp_path / "one.png", "single", crop="none").accepted == 1
    assert import_faces(tmp_path, "folder", crop="none").accepted == 1


def test_a_real_photograph_is_found_and_aligned():
    data = pytest.importorskip("skimage.data")
    astronaut = data.astronaut()
    ledger = import_faces([("astronaut.png", encoded(astronaut))], "found", size=64)
    assert ledger.accepted == 1
    row = FaceSet.open("found").index.iloc[0]
    assert row["x0"] < 225 < row["x1"] and row["y0"] < 115 < row["y1"]
    assert row["quality"] > 0


def test_progress_counts_every_file_and_never_goes_back():
    seen = []
    brought(people(60), progress=lambda done, total, doing: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[0] == (0, 120) and seen[-1] == (120, 120)


def test_a_cancelled_import_leaves_nothing():
    def cancel(done: int, total: int, doing: str) -> None:
        if done > 30:
            raise Cancelled

    with pytest.raises(Cancelled):
        brought(people(100), progress=cancel)
    assert faceset.names(empty=True) == []
    assert list(home.face_sets_dir().iterdir()) == []


def test_killed_in_the_middle_nothing_is_broken(tmp_path):
    (tmp_path / "faces.zip").write_bytes(zipped(people(100)))
    program = f"""
        import time
        from pathlib import Path
        from facevae.data.importer import import_faces
        def slow(done, total, doing):
            if done:
                print("under way", flush=True)
                time.sleep(60)
        import_faces(Path({str(tmp_path / "faces.zip")!r}), "set", crop="center", progress=slow)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, cwd=home.PROJECT
    )
    assert process.stdout.readline() == b"under way\n"
    process.kill()
    process.wait()
    assert faceset.names(empty=True) == []
    assert not faceset.exists("set")
    assert brought(people(3)).accepted == 6
    assert [path.name for path in home.face_sets_dir().iterdir()] == ["set"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "no picture"),
        ({"notes.txt": "hello"}, "1 not a picture"),
        ({"a.png": b"\x89PNG broken", "b.png": b""}, "1 unreadable, 1 empty"),
    ],
)
def test_a_source_without_any_usable_picture_says_why_and_leaves_nothing(files, said):
    with pytest.raises(SourceError, match=said):
        brought(files)
    assert faceset.names(empty=True) == []


def test_a_taken_name_is_refused():
    brought(people(2))
    with pytest.raises(FaceSetError, match="already"):
        brought(people(2))


@pytest.mark.parametrize("wrong", [{"size": 2}, {"crop": "round"}, {"several": "some"}, {"center_px": 0}])
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(ConfigError):
        brought(people(2), **wrong)


def test_thousands_of_rows_stay_fast():
    """2,000 tiny pictures: far from the benchmark's target, yet a slip to ten a second would show."""
    files = {f"{number}.png": encoded(np.full((20, 20, 3), number % 256, np.uint8)) for number in range(2000)}
    began = time.monotonic()
    ledger = brought(files, size=16)
    assert ledger.accepted == 256
    assert ledger.refused == {"duplicate": 1744}
    assert time.monotonic() - began < 30
