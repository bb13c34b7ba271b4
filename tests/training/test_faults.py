"""Full disks, missing permissions, cut files and flipped bits, for every kind of file that a run writes."""

import random
import sys
import time
from contextlib import suppress

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from facevae import home
from facevae.dashboard import sharpening
from facevae.errors import CheckpointError, FaceVAEError, RunError
from facevae.training import cards, curves, launch, loop, queue, snapshot_files, watch
from facevae.training import run as runs
from facevae.training.checkpoint import load_checkpoint
from facevae.training.run import Run
from tests.training.conftest import TINY

ERRORS = {
    "full": OSError(28, "No space left on device"),
    "forbidden": PermissionError(13, "Permission denied"),
}
# Which writing of each kind of file fails.
WRITTEN = {
    "status.json": 3,
    "metrics.jsonl": 6,
    "samples/.step": 2,
    "watch/.step": 2,
    "state.safetensors": 2,
    "manifest.json": 2,
    "config.json": 1,
    "card.json": 1,
    "model.safetensors": 1,
}


def flipped(content, count, seed=0):
    """The content with one bit changed, at so many places."""
    rng = random.Random(seed)
    for place in rng.sample(range(len(content)), min(count, len(content))):
        damaged = bytearray(content)
        damaged[place] ^= 1 << rng.randrange(8)
        yield bytes(damaged)


def cut(content, count, seed=0):
    """The content cut short, at so many places."""
    rng = random.Random(seed)
    yield b""
    for length in rng.sample(range(len(content)), min(count, len(content))):
        yield content[:length]


def damages(path, count):
    """Damage the file in one way after the other; it is whole again afterwards."""
    content = path.read_bytes()
    for damaged in (*flipped(content, count), *cut(content, count // 3)):
        path.write_bytes(damaged)
        yield damaged
    path.write_bytes(content)


@pytest.fixture
def failing(monkeypatch):
    """Makes one writing of a kind of file fail, with half of it written; everything else goes well."""

    def arrange(kind, number, error):
        count = 0

        def due(path):
            nonlocal count
            count += kind in path.as_posix()
            return kind in path.as_posix() and count == number

        def write_through(path, content, real=home.write_through):
            if not due(path):
                return real(path, content)
            path.write_bytes(bytes(content[: len(content) // 2]))
            raise error

        def write_metrics(run, row, real=Run.write_metrics):
            if due(run.folder / "metrics.jsonl"):
                with open(run.folder / "metrics.jsonl", "a") as file:
                    file.write('{"step": 1')
                raise error
            real(run, row)

        monkeypatch.setattr(home, "write_through", write_through)
        monkeypatch.setattr(snapshot_files, "write_through", write_through)
        monkeypatch.setattr(Run, "write_metrics", write_metrics)

    return arrange


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("what", ERRORS)
def test_a_file_that_cannot_be_written_is_told_and_nothing_is_lost(train, failing, kind, what):
    settings = {"log_every": 1, "samples_every": 4, "snapshot_every": 4}
    whole = train("whole", **settings)
    run = launch.prepare("faces", "article", TINY | settings, "run")
    failing(kind, WRITTEN[kind], ERRORS[what])
    with pytest.raises(RunError, match=ERRORS[what].strerror) as told:
        loop.execute(run)
    assert ("Free space" if what == "full" else "Let the program write there") in told.value.remedy
    assert run.status()["state"] == "failed" and ERRORS[what].strerror in run.status()["reason"]
    for path in snapshot_files.steps(run.snapshots):
        assert snapshot_files.fault(path) is None
    launch.revive(run)
    loop.execute(run)
    first, second = (load_file(one.folder / "model.safetensors") for one in (whole, run))
    assert all(torch.equal(first[key], second[key]) for key in first)
    steps = [row["step"] for row in run.metrics()[0] if "loss" in row]
    assert steps == list(range(1, 13))


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of files")
def test_a_disk_that_takes_only_a_part_of_a_snapshot_keeps_the_one_before(train):
    import resource

    run = launch.prepare("faces", "article", TINY, "run")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def shrink(done, *_):
        if done == 5:
            while not (run.snapshots / "step-00000004").exists():  # it is written by a thread
                time.sleep(0.01)
            resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, limits[1]))

    try:
        with pytest.raises(RunError, match="step 6 could not be written: File too large"):
            loop.execute(run, shrink)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert sorted(path.name for path in run.snapshots.iterdir()) == ["step-00000002", "step-00000004"]
    launch.revive(run)
    loop.execute(run)
    assert run.status()["state"] == "finished"


def test_a_damaged_status_is_told_and_the_run_still_goes_on(train):
    run = train()
    for damaged in damages(run.folder / "status.json", 150):
        status = run.status()
        assert status["state"] in runs.STATES and isinstance(status["step"], int), damaged
    (run.folder / "status.json").write_bytes(b"\0" * 100)  # as after a loss of power
    assert "Resume it" in run.status()["remedy"]
    launch.revive(run)
    loop.execute(run)
    assert run.status()["state"] == "finished"


def test_damaged_settings_are_told(train):
    run = train()
    for _ in damages(run.folder / "config.json", 60):
        try:
            assert isinstance(run.config, dict)
        except RunError as error:
            assert "settings" in error.what
    config = home.read_json(run.folder / "config.json")
    for damaged in ({}, config | {"model": []}, config | {"training": {"sees": 0}}, config | {"data": 1}):
        home.write_json(run.folder / "config.json", damaged)
        with pytest.raises(FaceVAEError):
            loop.execute(run)


def test_damaged_metrics_cost_only_the_lines_that_were_hit(train):
    run = train(log_every=1)
    path = run.folder / "metrics.jsonl"
    good = run.metrics()[0]
    for damaged in damages(path, 150):
        rows = run.metrics()[0]
        wrong = [row for row in rows if row not in good]
        assert len(rows) >= min(damaged.count(b"\n") - 1, len(good) - 2) and len(wrong) <= 1, damaged
        curves.read(run.folder)
    content = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*content[:5], b"\0" * 40 + b"\n", b"[1]\n", b'{"loss": 3}\n', *content[5:]]))
    assert run.metrics()[0] == good


def test_damaged_pictures_and_records_are_told(train):
    run = train()
    for _ in damages(run.samples()[0][1], 90):
        with suppress(OSError, ValueError):  # told by the page, whatever it was
            assert sharpening.pairs(run.samples()[0][1])[0].dtype == np.uint8
    folder = run.folder / "watch"
    step = watch.steps(folder)[0]
    told = 0
    for _ in damages(folder / f"step-{step:08d}.npz", 150):
        try:
            assert watch.read(folder, step).kl.shape == (6,)
        except RunError as error:
            told += 1
            assert "damaged" in error.what
    assert told > 50


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "card.json"])
def test_a_damaged_checkpoint_is_told_and_never_loaded_as_another(train, name):
    run = train()
    good = load_checkpoint(run.name)
    told = 0
    for damaged in damages(run.folder / name, 60):
        try:
            loaded = load_checkpoint(run.name)
            cards.read(run.name)
        except CheckpointError as error:
            told += 1
            assert error.remedy
            continue
        assert name != "model.safetensors" and damaged
        assert loaded.config == good.config
    assert told > 20
    assert load_checkpoint(run.name).id == good.id


def test_a_checkpoint_that_lacks_a_file_is_none(train):
    run = train()
    for name in cards.FILES:
        content = (run.folder / name).read_bytes()
        (run.folder / name).unlink()
        with pytest.raises(CheckpointError, match="no checkpoint “run”"):
            load_checkpoint(run.name)
        (run.folder / name).write_bytes(content)


def test_a_damaged_queue_is_told_or_made_anew(train):
    run = train()
    queue.add(run, ["cpu"])
    sound = queue.entries()
    for damaged in damages(queue.file(), 60):
        try:
            entries = queue.entries()
        except RunError as error:
            assert "queue" in error.what and error.remedy, damaged
        else:
            assert all(entry.run and entry.devices for entry in entries)
        for left in queue.file().parent.glob("queue.sqlite?*"):
            left.unlink()
    assert queue.entries() == sound
