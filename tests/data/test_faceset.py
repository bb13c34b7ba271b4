import subprocess
import sys
import textwrap

import numpy as np
import pytest

from facevae import home
from facevae.data import faceset, writer
from facevae.data.faceset import FaceSet
from facevae.data.writer import FaceSetWriter
from facevae.errors import ConfigError, FaceSetError


def pixels(count: int, size: int = 8, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (count, size, size, 3), dtype=np.uint8)


def rows(count: int, **more) -> list[dict]:
    return [{"source": f"{number}.png", "identity": f"p{number % 7}"} | more for number in range(count)]


def written(name: str = "some", count: int = 50, seed: int = 0, **more) -> FaceSet:
    with FaceSetWriter(name, 8, source="test") as target:
        target.add(pixels(count, seed=seed)[:20], rows(count, **more)[:20])
        target.add(pixels(count, seed=seed)[20:], rows(count, **more)[20:])
    return target.face_set


def test_pixels_and_labels_come_back_as_written():
    written(age=30)
    face_set = FaceSet.open("some")
    assert len(face_set) == face_set.count == 50
    assert np.array_equal(face_set.pixels, pixels(50))
    assert face_set.index["source"].tolist() == [f"{number}.png" for number in range(50)]
    assert face_set.column("age").tolist() == [30] * 50
    assert face_set.column("expression").tolist() == [None] * 50
    assert face_set.index["face_id"].is_unique


def test_a_set_can_be_opened_by_its_folder():
    assert FaceSet.open(written().folder).version == FaceSet.open("some").version


def test_splits_share_no_person():
    index = written(count=200).index
    assert index.groupby("identity")["split"].nunique().max() == 1
    assert set(index["split"]) == {"train", "validation", "test"}


def test_rows_and_positions_find_faces():
    face_set = written()
    train = face_set.rows("train")
    assert (face_set.index["split"].iloc[train] == "train").all()
    assert len(face_set.rows()) == 50
    ids = face_set.column("face_id")
    assert face_set.positions([ids[9], ids[4]]).tolist() == [9, 4]
    with pytest.raises(FaceSetError):
        face_set.positions(["nobody"])


def test_the_version_is_that_of_the_content():
    first = written("first")
    assert written("second").version == first.version
    assert written("third", seed=1).version != first.version
    assert written("fourth", age=3).version != first.version


def test_names_newest_first_and_deleting():
    written("older")
    written("newer")
    assert faceset.names() == ["newer", "older"]
    faceset.delete("older")
    assert faceset.names() == ["newer"]
    assert not faceset.exists("older")
    assert [path.name for path in home.face_sets_dir().iterdir()] == ["newer"]
    with pytest.raises(FaceSetError):
        faceset.delete("older")


@pytest.mark.parametrize("name", ["../elsewhere", "", ".", "a/b", "x" * 80])
def test_names_that_lead_elsewhere_are_refused(name):
    with pytest.raises(ConfigError):
        faceset.delete(name)
    with pytest.raises(ConfigError):
        FaceSetWriter(name, 8)


def test_a_taken_name_is_refused_before_any_work():
    written()
    with pytest.raises(FaceSetError, match="already"), FaceSetWriter("some", 8):
        raise AssertionError("not reached")


def test_an_error_leaves_nothing():
    with pytest.raises(KeyError), FaceSetWriter("some", 8) as target:
        target.add(pixels(3), rows(3))
        raise KeyError
    assert not faceset.exists("some")
    assert list(home.face_sets_dir().iterdir()) == []


def test_a_damaged_set_says_so():
    folder = written().folder
    (folder / faceset.PIXELS).write_bytes(b"short")
    with pytest.raises(FaceSetError, match="damaged"):
        FaceSet.open("some")
    (folder / faceset.FACTS).write_text("{")
    with pytest.raises(FaceSetError):
        FaceSet.open("some")
    assert faceset.names() == []


def test_a_set_deleted_while_it_is_open_says_so():
    made = written()
    faceset.delete("some")
    for look in (lambda: made.pixels, lambda: made.index, lambda: made.columns, lambda: made.rows("train")):
        with pytest.raises(FaceSetError, match="deleted or damaged meanwhile"):
            look()


def test_adding_keeps_the_faces_before_and_their_splits():
    before = written()
    splits = before.column("split").tolist()
    newcomer = {"source": "late.png", "identity": before.column("identity")[3]}
    after = writer.append(before, pixels(1, seed=9), [newcomer])
    assert len(after) == 51
    assert after.version != before.version
    assert np.array_equal(after.pixels[:50], pixels(50))
    assert np.array_equal(after.pixels[50:], pixels(1, seed=9))
    assert after.column("split").tolist() == [*splits, splits[3]]


def test_an_addition_cut_off_half_way_changes_nothing(monkeypatch):
    before = written()
    monkeypatch.setattr(writer, "write_facts", lambda *arguments: (_ for _ in ()).throw(OSError("power cut")))
    with pytest.raises(OSError, match="power cut"):
        writer.append(before, pixels(2, seed=9), [{"source": "x.png"}, {"source": "y.png"}])
    monkeypatch.undo()
    reopened = FaceSet.open(before.folder)
    assert len(reopened.index) == len(reopened.pixels) == 50
    assert len(reopened.column("identity")) == 50
    assert np.array_equal(reopened.pixels, pixels(50))
    assert len(writer.append(reopened, pixels(1, seed=8), [{"source": "x.png"}]).index) == 51


def test_an_empty_set_is_listed_only_on_request():
    with FaceSetWriter("empty", 8):
        pass
    assert faceset.names() == []
    assert faceset.names(empty=True) == ["empty"]
    assert FaceSet.open("empty").pixels.shape == (0, 8, 8, 3)


def test_opening_takes_no_memory_for_pixels(own_home):
    """A gigabyte of (sparse) pixels is opened and all its faces are read with a few megabytes."""
    face_set = written(count=20)
    side, count = 512, 1400
    with open(face_set.folder / faceset.PIXELS, "r+b") as file:
        file.truncate(count * side * side * 3)
    facts = home.read_json(face_set.folder / faceset.FACTS)
    home.write_json(face_set.folder / faceset.FACTS, facts | {"size": side, "count": count})
    program = """
        import resource
        from facevae.data.faceset import FaceSet
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        face_set = FaceSet.open("some")
        face_set.pixels[700].sum()
        for start in range(0, 1400, 7):
            assert face_set.read(range(start, start + 7)).shape[0] == 7
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert face_set.pixels.nbytes > 10**9 and grown < 30_000, grown
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True, cwd=home.PROJECT)


def test_drafts_of_dead_writers_are_swept_and_those_of_the_living_stay():
    sets = home.face_sets_dir()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (sets / f".draft-{gone.pid}-aaaa").mkdir(parents=True)
    with FaceSetWriter("one", 8) as first:
        with FaceSetWriter("two", 8):
            assert first.folder.is_dir()
        assert not (sets / f".draft-{gone.pid}-aaaa").exists()
    assert set(faceset.names(empty=True)) == {"one", "two"}


def test_deleting_a_set_leaves_nothing_computed_from_it():
    with FaceSetWriter("faces", 8) as collected:
        collected.add(pixels(3), rows(3))
    kept = [home.cache_dir() / path for path in ("maps/a.parquet", "latents/b.npz", "downloads/lfw/face.jpg")]
    for path in kept:
        path.parent.mkdir(parents=True)
        path.write_bytes(b"faces")
    (home.cache_dir() / "downloads/lfw/.complete").touch()
    faceset.delete("faces")
    assert not any(path.exists() for path in kept)
