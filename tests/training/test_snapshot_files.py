"""Folders that are there whole or not at all."""

import json
import os

import pytest

from facevae.errors import RunError
from facevae.training import snapshot_files
from facevae.training.snapshot_files import fault, read, steps, superfluous, write

FILES = {"state.safetensors": b"numbers" * 20}


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_snapshot_is_read_as_it_was_written(tmp_path):
    path = write(tmp_path, 12, FILES, {"seconds": 1.5})
    manifest, files = read(path)
    assert manifest["step"] == 12 and manifest["seconds"] == 1.5 and files == FILES
    assert names(tmp_path) == ["step-00000012"]


@pytest.mark.parametrize("name", ["state.safetensors", "manifest.json"])
def test_a_flipped_bit_in_any_byte_and_a_cut_are_seen(tmp_path, name):
    path = write(tmp_path, 12, FILES, {"seconds": 1.5, "validation_loss": 3.25})
    good = read(path)
    file = path / name
    content = file.read_bytes()
    for place in range(len(content)):
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 8
        file.write_bytes(flipped)
        # Only a blank that became another blank says the same as before.
        assert fault(path) or (name == "manifest.json" and read(path) == good), place
    for length in range(0, len(content) - 1, 7):
        file.write_bytes(content[:length])
        assert fault(path), length
    file.unlink()
    assert "no such file" in fault(path)


def test_the_manifest_of_another_snapshot_is_seen(tmp_path):
    write(tmp_path, 4, FILES, {}).rename(tmp_path / "step-00000008")
    assert "damaged" in fault(tmp_path / "step-00000008")


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_whatever_fails_while_writing_leaves_the_one_before_and_nothing_half(tmp_path, monkeypatch, call):
    before = write(tmp_path, 4, FILES, {})
    real, calls, fails = getattr(os, call), [], {"at": None}

    def failing(*args, **named):
        calls.append(args)
        if len(calls) == fails["at"]:
            raise OSError(28, "No space left on device")
        return real(*args, **named)

    monkeypatch.setattr(os, call, failing)
    write(tmp_path, 5, FILES, {})
    for fails["at"] in range(1, len(calls) + 1):
        calls.clear()
        with pytest.raises(OSError, match="No space"):
            write(tmp_path, 8, FILES, {})
        assert fault(before) is None
        last_sync = call == "fsync" and (tmp_path / "step-00000008").exists()
        assert last_sync or names(tmp_path) == ["step-00000004", "step-00000005"]


def test_what_killed_writers_left_is_swept_and_never_taken_for_a_snapshot(tmp_path):
    for name in (".draft-0123", ".gone-step-00000003-0123"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "state.safetensors").write_bytes(b"half")
    assert steps(tmp_path) == []
    write(tmp_path, 4, FILES, {})
    assert names(tmp_path) == ["step-00000004"]


def test_a_damaged_snapshot_is_written_anew_and_an_intact_one_stays(tmp_path):
    path = write(tmp_path, 4, FILES, {"seconds": 1.0})
    write(tmp_path, 4, FILES, {"seconds": 2.0})
    assert read(path)[0]["seconds"] == 1.0
    (path / "state.safetensors").write_bytes(b"")
    write(tmp_path, 4, FILES, {"seconds": 3.0})
    assert read(path)[0]["seconds"] == 3.0


def test_the_best_the_last_two_and_one_in_so_many_are_kept(tmp_path):
    losses = {10: 5.0, 20: 4.0, 30: 3.0, 40: float("nan"), 50: 4.5, 60: 4.6, 70: None}
    for step, loss in losses.items():
        write(tmp_path, step, FILES, {"validation_loss": loss})
    gone = [snapshot_files.step_of(path) for path in superfluous(tmp_path, 70)]
    assert gone == [10, 20, 40, 50]
    gone = [snapshot_files.step_of(path) for path in superfluous(tmp_path, 70, every=20)]
    assert gone == [10, 50]
    assert [snapshot_files.step_of(path) for path in superfluous(tmp_path, 50)] == [10, 20, 60, 70]


def test_a_snapshot_of_before_there_were_manifests_is_read(tmp_path):
    path = tmp_path / "step-00000004"
    path.mkdir()
    (path / "state.json").write_text(json.dumps({"step": 4, "seconds": 2.0}))
    (path / "state.safetensors").write_bytes(b"numbers")
    assert read(path) == ({"step": 4, "seconds": 2.0}, {"state.safetensors": b"numbers"})
    (path / "state.json").write_bytes(b"{")
    with pytest.raises(RunError, match="step 4 is damaged"):
        read(path)
