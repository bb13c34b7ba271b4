"""Snapshots of a trainer at work."""

import os
import threading

import pytest
import torch

from facevae.errors import RunError
from facevae.models.config import ModelConfig
from facevae.training import snapshot, snapshot_files
from facevae.training.config import TrainConfig
from facevae.training.snapshot import Keeper, tensors_of
from facevae.training.trainer import Trainer

MODEL = ModelConfig(backbone="conv", size=32, width=4, latent_dim=3)
FACES = torch.arange(8 * 3 * 32 * 32).reshape(8, 3, 32, 32).mul(37).remainder(256).to(torch.uint8)


@pytest.fixture
def trainer():
    return Trainer(MODEL, TrainConfig(device="cpu", threads=1, ema=0.9), steps=20)


def state(trainer):
    return {name: value.clone() for name, value in tensors_of(trainer).items()}


def equal(first, second):
    return first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)


def save(folder, trainer, step):
    """Write a snapshot and wait for it."""
    keeper = Keeper(folder, trainer)
    keeper.take(step)
    keeper.wait()
    return folder / f"step-{step:08d}"


def test_a_snapshot_holds_the_state_of_its_step_although_training_goes_on(trainer, tmp_path, monkeypatch):
    trainer.step(FACES, 0)
    may_write, wrote = threading.Event(), snapshot_files.write
    monkeypatch.setattr(snapshot_files, "write", lambda *args: may_write.wait(60) and wrote(*args))
    keeper = Keeper(tmp_path, trainer)
    keeper.take(1, seconds=0.5)
    then = state(trainer)
    trainer.step(FACES, 1)  # while the thread has not yet written a byte
    assert not equal(state(trainer), then) and snapshot.steps(tmp_path) == []
    may_write.set()
    keeper.wait()
    assert keeper.restore()["seconds"] == 0.5
    assert equal(state(trainer), then)


def test_what_is_restored_lies_in_memory_as_before(trainer, tmp_path):
    trainer.step(FACES, 0)
    strides = {name: value.stride() for name, value in tensors_of(trainer).items()}
    save(tmp_path, trainer, 1)
    Keeper(tmp_path, trainer).restore()
    assert {name: value.stride() for name, value in tensors_of(trainer).items()} == strides


def test_an_error_of_the_thread_is_raised_at_the_next_look(trainer, tmp_path, monkeypatch):
    keeper = Keeper(tmp_path, trainer)
    keeper.take(1)
    keeper.wait()

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        keeper.take(2)
        while not keeper._writing.done():
            pass
    with pytest.raises(RunError, match="step 2 could not be written: No space left") as told:
        keeper.check()
    assert "Free space" in told.value.remedy
    assert keeper.restore()["step"] == 1  # the one before is whole


def test_a_missing_permission_is_told_as_such(trainer, tmp_path, monkeypatch):
    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(snapshot_files, "write_through", refused)
    with pytest.raises(RunError, match="Permission denied") as told:
        save(tmp_path, trainer, 1)
    assert "Let the program write there" in told.value.remedy and list(tmp_path.iterdir()) == []


def test_weights_that_are_no_numbers_are_not_written(trainer, tmp_path):
    keeper = Keeper(tmp_path, trainer)
    keeper.take(1)
    with torch.no_grad():
        next(trainer.ema.parameters()).fill_(float("inf"))
    keeper.take(2)
    with pytest.raises(RunError, match="no longer made of finite numbers at step 2"):
        keeper.wait()
    assert [path.name for path in snapshot.steps(tmp_path)] == ["step-00000001"]


def test_damaged_ones_are_passed_over_named_and_gone_once_a_good_one_is_there(trainer, tmp_path):
    keeper = Keeper(tmp_path, trainer, every=4)
    for step in (4, 7, 8):
        keeper.take(step)
    keeper.wait()
    for step, damage in ((7, b"x"), (8, None)):
        file = tmp_path / f"step-{step:08d}" / "state.safetensors"
        file.write_bytes(damage) if damage else file.unlink()
    again = Keeper(tmp_path, trainer)
    assert again.restore()["step"] == 4
    assert "step 8 is damaged: state.safetensors: no such file" in again.passed_over[0]
    assert "step 7 is damaged: state.safetensors has 1 of" in again.passed_over[1]
    again.take(6)
    again.wait()
    assert [path.name for path in snapshot.steps(tmp_path)] == ["step-00000004", "step-00000006"]
    assert Keeper(tmp_path, trainer).restore()["step"] == 6


def test_where_none_is_intact_that_is_said(trainer, tmp_path):
    assert Keeper(tmp_path, trainer).restore() is None
    (save(tmp_path, trainer, 4) / "manifest.json").unlink()
    with pytest.raises(RunError, match=r"None of the run's snapshots can be used.*manifest.json"):
        Keeper(tmp_path, trainer).restore()


def test_a_snapshot_of_another_model_is_refused(trainer, tmp_path):
    save(tmp_path, trainer, 4)
    other = Trainer(ModelConfig(backbone="conv", size=32, width=8, latent_dim=3), trainer.config, steps=20)
    with pytest.raises(RunError, match="does not fit this model"):
        Keeper(tmp_path, other).restore()
