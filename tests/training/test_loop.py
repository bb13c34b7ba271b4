import json

import pytest
import torch
from safetensors.torch import load_file

from facevae.data import faceset, marking
from facevae.data.faceset import FaceSet
from facevae.data.generated.making import make
from facevae.errors import ConfigError, FaceSetError, RunError
from facevae.training import cards, launch, loop, snapshot
from facevae.training.checkpoint import load_checkpoint
from facevae.training.trainer import Trainer
from tests.training.conftest import TINY


def weights(run):
    return load_file(run.folder / "model.safetensors")


def test_a_run_ends_as_a_checkpoint_that_learned(train):
    run = train(steps=300, learning_rate=3e-3)
    rows = [row for row in run.metrics()[0] if "loss" in row]
    assert rows[-1]["loss"] < rows[0]["loss"] - 10
    assert rows[-1]["loss"] == pytest.approx(
        rows[-1]["reconstruction_nll"] + rows[-1]["beta"] * rows[-1]["kl"], rel=1e-4
    )
    checkpoint = load_checkpoint(run.name)
    assert checkpoint.config.latent_dim == 6
    quantiles = checkpoint.card["unusualness"]["quantiles"]
    assert len(quantiles) == 101 and quantiles == sorted(quantiles)
    assert run.status()["state"] == "finished"


def test_the_same_seed_gives_the_same_weights(train):
    first, second = weights(train("first")), weights(train("second"))
    assert all(torch.equal(first[key], second[key]) for key in first)
    other = weights(train("other", seed=1))
    assert any(not torch.equal(first[key], other[key]) for key in first)


@pytest.mark.parametrize("preset", ["article", "photo"])
def test_a_run_that_was_stopped_and_resumed_equals_one_that_was_not(train, preset):
    settings = {"size": 32, "width": 4} if preset == "photo" else {}
    whole = train("whole", preset=preset, **settings)

    def stop_at_seven(done, total, doing):
        if done == 7:
            loop.Run.open("parted").stop()

    parted = train("parted", preset=preset, progress=stop_at_seven, **settings)
    assert parted.status()["state"] == "stopped" and parted.status()["step"] == 7
    launch.revive(parted)
    loop.execute(parted)
    assert parted.status()["state"] == "finished"
    first, second = weights(whole), weights(parted)
    assert all(torch.equal(first[key], second[key]) for key in first)
    steps = [row["step"] for row in parted.metrics()[0] if "loss" in row]
    assert steps == sorted(set(steps))


def test_a_damaged_newest_snapshot_is_passed_over(train, faces):
    run = train()
    found = snapshot.steps(run.snapshots)
    newest = found[-1] / "state.safetensors"
    newest.write_bytes(newest.read_bytes()[:-100])
    prepared = loop.Loop(run, loop.silent)
    assert prepared.keeper.restore()["step"] == 10


def test_only_the_newest_snapshots_are_kept(train):
    assert [path.name for path in snapshot.steps(train().snapshots)] == ["step-00000010", "step-00000012"]


def test_a_loss_that_is_no_number_stops_the_run_and_keeps_the_last_good_weights(train, monkeypatch):
    real = Trainer.step

    def diverging(self, pictures, step, labels=None):
        terms = real(self, pictures, step, labels)
        if step >= 9:
            with torch.no_grad():
                next(self.ema.parameters()).fill_(float("nan"))
            return type(terms)(terms.loss * float("nan"), *list(vars(terms).values())[1:])
        return terms

    monkeypatch.setattr(Trainer, "step", diverging)
    with pytest.raises(RunError, match="no longer made of finite numbers"):
        train()
    status = loop.Run.open("run").status()
    assert status["state"] == "failed" and "learning_rate" in status["remedy"]
    kept = load_checkpoint("run")
    assert kept.card["training"]["steps"] == 8
    assert all(torch.isfinite(value).all() for value in kept.model.state_dict().values())


def test_weights_that_break_in_the_step_of_a_snapshot_are_not_kept(train, monkeypatch):
    real = Trainer.step

    def diverging(self, pictures, step, labels=None):
        terms = real(self, pictures, step, labels)
        if step == 11:  # the last one: its loss is still that of the weights before
            with torch.no_grad():
                next(self.model.parameters()).fill_(float("inf"))
        return terms

    monkeypatch.setattr(Trainer, "step", diverging)
    with pytest.raises(RunError, match="no longer made of finite numbers at step 12"):
        train()
    assert "good snapshot was kept" in loop.Run.open("run").status()["remedy"]
    assert load_checkpoint("run").card["training"]["steps"] == 10


def test_a_set_deleted_while_a_run_trains_on_it_does_not_disturb_the_run(train):
    run = train(progress=lambda done, *_: faceset.delete("faces") if done == 5 else None)
    assert run.status()["state"] == "finished" and not faceset.exists("faces")
    assert load_checkpoint("run").card["data"]["name"] == "faces"


def test_a_run_whose_set_is_gone_or_another_says_so(faces, own_home):
    run = launch.prepare("faces", "article", TINY, "run")
    faceset.delete("faces")
    with pytest.raises(FaceSetError, match="no face set “faces”"):
        loop.execute(run)
    assert run.status()["state"] == "failed" and "no face set" in run.status()["reason"]
    make("faces", 60, size=16, seed=2)
    launch.revive(run)
    with pytest.raises(RunError, match="has changed since"):
        loop.execute(run)


def test_a_run_leaves_excluded_faces_out_and_says_how_many(train, faces):
    face_set = FaceSet.open("faces")
    every = face_set.rows("train")
    face_set = marking.exclude(face_set, face_set.column("face_id").iloc[every[:5]].tolist())
    run = train()
    assert run.status()["faces"] == len(every) - 5
    assert run.config["excluded"] == 5
    data = load_checkpoint("run").card["data"]
    assert data["excluded"] == 5 and data["version"] == face_set.version


def test_a_run_does_not_go_on_with_other_faces_but_with_other_tags(faces):
    run = launch.prepare("faces", "article", TINY, "run")
    face_set = FaceSet.open("faces")
    some = face_set.column("face_id").tolist()[:3]
    marking.exclude(marking.tag(face_set, ["odd"], some), some)
    with pytest.raises(RunError, match="has changed since"):
        loop.execute(run)
    marking.take_back(FaceSet.open("faces"))
    launch.revive(run)
    loop.execute(run)
    assert run.status()["state"] == "finished"


def test_a_card_says_on_which_faces_it_was_measured(train):
    card = load_checkpoint(train().name).card
    assert card["figures"][0]["set"] == card["unusualness"]["set"] == "faces, validation"
    make("one", 1, size=16)
    run = launch.prepare("one", "article-ae", TINY, "alone")
    loop.execute(run)
    card = load_checkpoint("alone").card
    assert card["figures"][0]["set"] == "one, train" and "training faces" in card["figures"][0]["name"]
    assert card["unusualness"] is None  # a plain autoencoder has no ELBO


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20 GiB"),
        RuntimeError("MPS backend out of memory (MPS allocated: 8 GB)"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory"),
    ],
)
def test_memory_that_runs_out_says_what_to_lower(train, monkeypatch, error):
    def full(self, pictures, step, labels=None):
        raise error

    monkeypatch.setattr(Trainer, "step", full)
    with pytest.raises(RunError, match="batch_size"):
        train()
    assert "batch_size" in loop.Run.open("run").status()["remedy"]


def test_a_full_disk_is_told(train, monkeypatch):
    def no_space(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(loop.Run, "write_metrics", no_space)
    with pytest.raises(RunError, match="No space left"):
        train()


def test_what_nobody_foresaw_is_told_in_full_in_the_log(train, monkeypatch):
    def broken(self, pictures, step, labels=None):
        raise ZeroDivisionError("division by zero.")

    monkeypatch.setattr(Trainer, "step", broken)
    with pytest.raises(RunError, match=r"ZeroDivisionError: division by zero\. The run") as told:
        train()
    assert "log.txt" in told.value.remedy
    log = (loop.Run.open("run").folder / "log.txt").read_text()
    assert "Traceback" in log and "in broken" in log


def test_the_plain_autoencoder_pays_no_kl(train):
    run = train("ae", preset="article-ae")
    assert {row["kl"] for row in run.metrics()[0] if "kl" in row} == {0.0}


def test_the_config_says_what_is_needed_to_train_again(train, faces):
    config = json.loads((train().folder / "config.json").read_text())
    assert config["data_version"] == FaceSet.open("faces").version
    assert config["training"]["seed"] == 0 and "torch" in config["versions"]


def test_nothing_is_written_for_a_run_that_cannot_start(faces, own_home):
    with pytest.raises(ConfigError, match="latent_dim"):
        launch.prepare("faces", "article", {"latentdim": 3}, "run")
    with pytest.raises(FaceSetError):
        launch.prepare("no such set", "article", {}, "run")
    assert not (own_home / "runs").exists()


def test_a_name_is_used_once(train, monkeypatch, tmp_path):
    train()
    with pytest.raises(RunError, match="already"):
        launch.prepare("faces", "article", TINY, "run")
    (tmp_path / "photo-64").mkdir()
    monkeypatch.setattr(cards, "SHIPPED_CHECKPOINTS", tmp_path)
    with pytest.raises(RunError, match="comes with the program"):
        launch.prepare("faces", "article", TINY, "photo-64")


def test_a_card_tells_the_vector_alone_from_both_latents(train):
    spatial = {"size": 32, "width": 4, "blocks": 0, "latent_dim": 4, "spatial_channels": 1, "hidden": "8"}
    run = train("both", preset="photo", **spatial)
    alone, both = load_checkpoint(run.name).card["figures"]
    assert "spatial" not in alone and both["spatial"] and "spatial latent" in both["name"]
