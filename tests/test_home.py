import os
import time

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
