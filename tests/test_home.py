import os
import time
from pathlib import Path

import pytest

from facevae import home


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "facts.json"
    home.write_json(path, {"faces": 1})

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        home.write_json(path, {"faces": 2})
    assert home.read_json(path) == {"faces": 1} and list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="folders are not synced there")
def test_content_is_on_the_disk_before_its_name_and_the_name_before_the_end(tmp_path, monkeypatch):
    done = []
    real_replace, real_sync = os.replace, os.fsync

    def sync(opened):
        done.append("folder" if os.path.isdir(f"/dev/fd/{opened}") else "file")
        real_sync(opened)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", lambda *paths: (done.append("name"), real_replace(*paths)))
    home.write_bytes(tmp_path / "a", b"1")
    assert done == ["file", "name", "folder"]
    done.clear()
    home.write_bytes(tmp_path / "a", b"2", lasting=False)
    assert done == ["file", "name"]


def test_only_old_drafts_are_swept(tmp_path):
    names = (".a.json.0123abcd", ".b.json.0123abcd", ".keep.12345678x")
    old, young, other = (tmp_path / name for name in names)
    for path in (old, young, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (time.time() - 120,) * 2)
    home.sweep_drafts(tmp_path)
    assert not old.exists() and young.exists() and other.exists()


def test_an_error_names_the_file_and_not_its_draft(tmp_path):
    path = tmp_path / "taken"
    path.mkdir()
    with pytest.raises(OSError) as told:
        home.write_bytes(path, b"1")
    assert told.value.filename == str(path) and ".taken." not in str(told.value)


def test_those_written_last_are_kept_with_what_has_their_names(tmp_path):
    for age, name in enumerate(("new", "old", "older")):
        for ending in (".parquet", ".json"):
            (tmp_path / f"{name}{ending}").touch()
            os.utime(tmp_path / f"{name}{ending}", (1000 - age,) * 2)
    home.keep_newest(tmp_path, ".parquet", 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "new.json",
        "new.parquet",
        "old.json",
        "old.parquet",
    ]


def test_a_file_that_another_removes_meanwhile_disturbs_nothing(tmp_path, monkeypatch):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.npz").touch()
    real = Path.glob

    def glob(self, pattern):
        found = list(real(self, pattern))
        (tmp_path / "a.npz").unlink(missing_ok=True)
        return iter(found)

    monkeypatch.setattr(Path, "glob", glob)
    home.keep_newest(tmp_path, ".npz", 1)
    assert len(list(tmp_path.iterdir())) == 1
