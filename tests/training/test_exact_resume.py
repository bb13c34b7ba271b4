"""A run that was ended after whatever step and resumed has bit for bit the weights of one that was not."""

import pytest
import torch
from safetensors.torch import load_file

from facevae.training import launch, loop, snapshot_files
from facevae.training.run import Run
from facevae.training.snapshot import Keeper

STEPS_AN_EPOCH = 4  # of the tiny face set
PHOTO = {"size": 32, "width": 4, "blocks": 0, "latent_dim": 4, "hidden": "8", "beta_warmup": 0.5}
VARIANTS = {  # beside those of test_variants.py
    "running mean, warm-ups, mixture": PHOTO | {"learning_rate_warmup": 6, "clip": 1.0},
    "discriminator from half-time": PHOTO | {"adversarial_weight": 0.5},
}


def weights(run):
    return load_file(run.folder / "model.safetensors")


def equal(first, second):
    first, second = weights(first), weights(second)
    return first.keys() == second.keys() and all(torch.equal(first[key], second[key]) for key in first)


def figures(run):
    """What of its metrics is a function of the settings alone."""
    told = ("step", "epoch", "loss", "kl", "beta", "lr", "validation_loss")
    return [{key: row[key] for key in told if key in row} for row in run.metrics()[0]]


def kept(run):
    return [snapshot_files.step_of(path) for path in snapshot_files.steps(run.snapshots)]


def like(whole, preset="article"):
    """A new run with the settings of another."""
    return launch.prepare("faces", preset, whole.config["training"] | whole.config["model"], "parted")


def stopped_at(step, how=Run.stop):
    """A progress that asks the run “parted” to end after so many steps."""
    return lambda done, *_: how(Run.open("parted")) if done == step else None


def killed_at(step):
    """As if the process ended: nothing more is written."""

    def progress(done, *_):
        if done == step:
            raise SystemExit

    return progress


def test_an_epoch_has_the_steps_assumed_here(train):
    rows = [row for row in train(log_every=1).metrics()[0] if row.get("epoch") == 1.0]
    assert [row["step"] for row in rows] == [STEPS_AN_EPOCH]


@pytest.mark.parametrize("step", [0, 1, 10, STEPS_AN_EPOCH - 1, STEPS_AN_EPOCH, STEPS_AN_EPOCH + 1])
@pytest.mark.parametrize("how", [Run.stop, Run.pause])
def test_ended_after_a_step_and_resumed(train, step, how):
    whole = train("whole", log_every=1)
    parted = like(whole)
    if step == 0:
        how(parted)
    loop.execute(parted, stopped_at(step, how))
    assert parted.status()["state"] == {Run.stop: "stopped", Run.pause: "paused"}[how]
    assert parted.status()["step"] == step
    launch.revive(parted)
    loop.execute(parted)
    assert equal(whole, parted)
    assert figures(parted) == figures(whole)


@pytest.mark.parametrize("name", VARIANTS)
def test_ended_again_and_again_and_resumed(train, name):
    whole = train("whole", "photo", **VARIANTS[name])
    parted = like(whole, "photo")
    for step in (1, STEPS_AN_EPOCH, 10):
        loop.execute(parted, stopped_at(step))
        launch.revive(parted)
    loop.execute(parted)
    assert equal(whole, parted)


def test_killed_and_resumed_it_goes_on_from_its_newest_snapshot(train, monkeypatch):
    take = Keeper.take
    monkeypatch.setattr(Keeper, "take", lambda self, *a, **named: (take(self, *a, **named), self.wait()))
    whole = train("whole")
    parted = like(whole)
    for step, snapshots in ((1, []), (3, [2]), (7, [4, 6]), (11, [6, 8, 10])):
        with pytest.raises(SystemExit):
            loop.execute(parted, killed_at(step))
        assert kept(parted) == snapshots
    loop.execute(parted)
    assert equal(whole, parted)


def test_gone_on_from_an_older_snapshot_it_ends_the_same_and_says_so(train):
    whole = train("whole")
    parted = like(whole)
    loop.execute(parted, stopped_at(9))
    newest = snapshot_files.steps(parted.snapshots)[-1] / "state.safetensors"
    content = bytearray(newest.read_bytes())
    content[len(content) // 2] ^= 1
    newest.write_bytes(content)
    launch.revive(parted)
    notices = []
    loop.execute(parted, lambda *_: notices.append(parted.status().get("notice", "")))
    assert "snapshot of step 9 is damaged" in notices[-1] and "goes on from step 8" in notices[-1]
    assert notices[-1] in (parted.folder / "log.txt").read_text(encoding="utf-8")
    assert equal(whole, parted)
    assert kept(parted) == [10, 12]
