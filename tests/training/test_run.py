import json

import psutil
import pytest

from facevae.errors import CheckpointError, ConfigError, RunError
from facevae.home import runs_dir, write_json
from facevae.training import cards, launch, lifecycle, run
from facevae.training.run import Run
from tests.training.support import asked


@pytest.fixture
def fresh():
    return Run.create("run", {"preset": "article"})


def test_metrics_are_read_from_where_the_last_reading_ended(fresh):
    path = fresh.folder / "metrics.jsonl"
    path.write_text('{"step": 1}\n{"step": 2}\n{"st')
    rows, offset = fresh.metrics()
    assert [row["step"] for row in rows] == [1, 2]
    with open(path, "a") as file:
        file.write('ep": 3}\n')
    rows, end = fresh.metrics(offset)
    assert [row["step"] for row in rows] == [3] and end == path.stat().st_size


def test_metrics_cut_at_every_byte_still_read(fresh):
    content = b"".join(json.dumps({"step": step, "loss": 0.5 * step}).encode() + b"\n" for step in range(5))
    for length in range(len(content) + 1):
        (fresh.folder / "metrics.jsonl").write_bytes(content[:length])
        rows, offset = fresh.metrics()
        assert len(rows) == content[:length].count(b"\n") and offset <= length


def test_a_reader_keeps_its_place_when_a_run_goes_on_from_an_earlier_step(fresh):
    for step in (10, 20, 30, 40):
        fresh.write_metrics({"step": step, "loss": step})
    path = fresh.folder / "metrics.jsonl"
    path.write_bytes(path.read_bytes() + b'{"step": 5')  # killed while it wrote
    _, place = fresh.metrics()
    fresh.go_on_from(20)
    assert fresh.metrics(place)[0] == []
    fresh.write_metrics({"step": 30, "loss": 3})
    assert [row["step"] for row in fresh.metrics(place)[0]] == [30]
    assert [row["loss"] for row in fresh.metrics()[0]] == [10, 20, 3]


@pytest.mark.parametrize(
    "content", [b"", b'{"state": "run', b"\xff", b"[]", b"{}", b'{"state": "running", "pid": 1}']
)
def test_a_run_with_a_damaged_status_has_failed_and_can_be_deleted(fresh, content):
    (fresh.folder / "status.json").write_bytes(content)
    assert fresh.status()["state"] == "failed" and "damaged" in fresh.status()["reason"]
    lifecycle.delete(fresh.name)
    assert run.names() == []


def test_a_working_run_is_not_revived(fresh):
    with pytest.raises(RunError, match="working already"):
        launch.revive(fresh)


def test_a_run_whose_process_is_gone_is_interrupted(fresh):
    me = psutil.Process()
    alive = {"state": "running", "pid": me.pid, "process_started": me.create_time(), "step": 3}
    fresh.write_status(alive)
    assert fresh.status()["state"] == "running"
    fresh.write_status(alive | {"process_started": me.create_time() - 100})  # the number was given to another
    assert fresh.status()["state"] == "interrupted"
    assert not fresh.active()


def test_a_stop_shows_at_once(fresh):
    fresh.stop()
    assert fresh.status()["state"] == "stopping"


def test_a_working_run_is_not_deleted(fresh):
    with pytest.raises(RunError, match="still working"):
        lifecycle.delete("run")
    fresh.write_status({"state": "stopped"})
    lifecycle.delete("run")
    assert run.names() == []


@pytest.mark.parametrize("name", ["../x", "", "a/b", ".hidden", "x" * 80, "con.", "aux", "NUL.txt"])
def test_a_name_that_is_no_folder_is_refused(name):
    with pytest.raises(ConfigError):
        Run.create(name, {})


def without(part, name):
    config = asked()
    del (config[part] if part else config)[name]
    return config


@pytest.mark.parametrize(
    "config",
    [
        *({}, [], None, "conv", asked() | {"data": 1}, asked() | {"preset": None}, asked() | {"model": []}),
        *(without("", "data"), without("", "model"), without("", "training"), without("", "data_version")),
        *(without("model", "size"), without("training", "steps"), without("training", "device")),
        asked() | {"model": asked()["model"] | {"latent_dim": None}},
        asked() | {"training": asked()["training"] | {"ranks": "two"}},
    ],
)
def test_settings_that_lack_something_or_are_of_another_kind_are_damaged(fresh, config):
    write_json(fresh.folder / "config.json", config)
    with pytest.raises(RunError, match="settings of the run “run” are damaged"):
        _ = fresh.config


def test_a_setting_of_another_version_of_the_program_is_no_damage(fresh):
    config = without("training", "faces_gb")
    config["training"]["was_once"] = 3
    write_json(fresh.folder / "config.json", config)
    assert fresh.config == config


def test_a_run_is_there_whole_or_not_at_all(monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(RunError, match="could not be made: No space"):
        patched.setattr(run.os, "rename", full)
        Run.create("run", {"preset": "article"})
    assert list(runs_dir().iterdir()) == []

    def killed(*_):
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(run.os, "rename", killed)
        patched.setattr(run.shutil, "rmtree", lambda *_, **__: None)
        Run.create("run", {"preset": "article"})
    assert run.names() == [] and len(list(runs_dir().iterdir())) == 1
    assert Run.create("run", asked("conv")).config == asked("conv")  # the name is free all the same
    assert run.names() == ["run"]


def test_an_unknown_run_is_told_with_the_known_ones(fresh):
    with pytest.raises(RunError, match="Known runs: run"):
        Run.open("walk")


def test_a_run_without_weights_is_no_checkpoint(fresh):
    assert "run" not in cards.names()
    with pytest.raises(CheckpointError, match="no checkpoint “run”"):
        cards.folder("run")
