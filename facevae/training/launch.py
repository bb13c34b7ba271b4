"""Starting a run: its folder, and its place in the queue."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import psutil

from facevae.errors import FaceSetError, RunError
from facevae.home import checked_name, write_json
from facevae.json_values import plain
from facevae.models.config import require
from facevae.training import cards, dispatcher, processes, queue, sets
from facevae.training import device as devices
from facevae.training.batches import Order
from facevae.training.presets import configure
from facevae.training.run import ACTIVE, Run

RECORDED = ("torch", "torchvision", "numpy", "safetensors")


def prepare(data: str, preset: str, settings: Mapping[str, Any], name: str, **further: Any) -> Run:
    """A run folder ready to be executed in this process.

    Args:
        further: what else `config.json` should say.

    Raises:
        ConfigError: an unknown preset or setting, a bad value, or a device that is not there.
        FaceSetError: no such face set, or nothing in it to train on.
        RunError: the name is taken, by a run or by a checkpoint that the program brings.
    """
    name = checked_name(name, "run name")
    if (cards.SHIPPED_CHECKPOINTS / name).is_dir():
        raise RunError(f"“{name}” is a model that comes with the program.", "Choose another name.")
    config = resolved(data, preset, settings)
    _places(config)
    return Run.create(name, config | further)


def resolved(data: str, preset: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """All that `config.json` says of a run.

    Raises:
        ConfigError: an unknown preset or setting, or a bad value.
        FaceSetError: no such face set, or nothing in it to train on.
    """
    model, training = configure(preset, settings)
    face_sets = sets.open_sets(data)
    if not any(len(face_set.rows("train")) for face_set in face_sets):
        raise FaceSetError(
            f"The face set “{data}” has no faces to train on.", "Choose another, or import more."
        )
    return {
        "preset": preset,
        "data": data,
        "data_version": sets.version(face_sets),
        "excluded": sets.excluded(face_sets),
        "model": asdict(model),
        "training": asdict(training),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in RECORDED},
    }


def start(data: str, preset: str, settings: Mapping[str, Any], name: str) -> Run:
    """Put a new run into the queue and return at once; see `prepare` for what is raised.

    It starts in a process of its own, that outlives the page, the browser and the server, as soon as its
    device is free.
    """
    run = prepare(data, preset, settings, name)
    enqueue(run)
    return run


def resume(name: str) -> Run:
    """Let a paused, interrupted, stopped or failed run go on from its newest snapshot, in its turn.

    Raises:
        RunError: there is no such run, or it works or waits already.
    """
    run = Run.open(name)
    _require_rest(run)
    enqueue(run)
    return run


def extend(name: str, epochs: int) -> Run:
    """Let a finished run go on for more epochs, in its turn.

    Schedules are stretched over the new length, so that a learning rate that has fallen begins again higher.

    Raises:
        RunError: there is no such run, it has not finished, or its settings are damaged.
        ConfigError: epochs is below 1.
    """
    run = Run.open(name)
    require(epochs >= 1, f"epochs is {epochs}", "Give 1 or more.")
    status, config = run.status(), run.config
    if status["state"] != "finished":
        raise RunError(f"The run “{name}” has not finished: it is {status['state']}.", "Resume it first.")
    places(run)
    training = config["training"]
    if training["steps"]:
        order = Order(status["faces"], training["batch_size"], training["seed"])
        training["steps"] += epochs * order.steps_per_epoch
    else:
        training["epochs"] += epochs
    write_json(run.folder / "config.json", config)
    run.become(
        "stopped", reason="More epochs were asked for.", remedy=""
    )  # what it is if taken from the queue
    enqueue(run)
    return run


def settings_of(run: Run) -> tuple[str, str, dict[str, Any]]:
    """Face set, preset and changed settings of a run, to start another like it.

    Raises:
        RunError: its settings are damaged.
        ConfigError: its preset is no longer known.
    """
    config = run.config
    preset = config["preset"]
    own = plain({name: value for part in configure(preset) for name, value in asdict(part).items()})
    theirs = {**config["model"], **config["training"]}
    changed = [name for name in own if name in theirs and theirs[name] != own[name]]
    return config["data"], preset, {name: theirs[name] for name in changed}


def enqueue(run: Run) -> None:
    """Let a run wait for its device, and see to it that somebody starts it then."""
    where, count = places(run)
    (run.folder / "stop").unlink(missing_ok=True)
    queue.add(run, where, count)
    dispatcher.wake()


def revive(run: Run) -> None:
    """Put a run that ended back to its starting state, in this process.

    Raises:
        RunError: it works or waits already.
    """
    _require_rest(run)
    (run.folder / "stop").unlink(missing_ok=True)
    run.become("starting", **processes.identity())


def require_own(run: Run) -> None:
    """Refuse to execute a run that another process works on, unless that has started this one.

    Raises:
        RunError: so it is.
    """
    status = run.status()
    own = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    if status["state"] in ACTIVE and status["pid"] not in own:
        raise RunError(f"The run “{run.name}” is working already.", "Watch it on the Train page.")


def execute_in_ranks(run: Run, devices: Sequence[str], taken: Sequence[str]) -> None:
    """Let torchrun execute a run in processes that share each batch, and return when it has ended.

    Raises:
        RunError: it failed; the reason.
    """
    child = processes.start_apart(dispatcher.command(run), None, dispatcher.environment(run, devices, taken))
    try:
        child.wait()
    except BaseException:
        processes.end(run.folder)
        raise
    status = run.status()
    if status["state"] not in ("finished", "stopped", "paused"):
        raise RunError(status.get("reason", "torchrun ended without a word."), status.get("remedy", ""))


def _require_rest(run: Run) -> None:
    if run.active():
        raise RunError(f"The run “{run.name}” is working already.", "Watch it on the Train page.")
    if run.name in queue.waiting():
        raise RunError(f"The run “{run.name}” waits in the queue already.", "Give it time, or cancel it.")


def places(run: Run) -> tuple[list[str], int]:
    """The devices that a run may work on, and how many of them it needs.

    Raises:
        ConfigError: there are not so many here.
    """
    return _places(run.config)


def _places(config: Mapping[str, Any]) -> tuple[list[str], int]:
    training = config["training"]
    here = int(os.environ.get("LOCAL_WORLD_SIZE", 1))  # ranks that torchrun has started on this machine
    return devices.places(training["device"], max(here, training.get("ranks", 1)))


def ranks_of(run: Run) -> int:
    return run.config["training"].get("ranks", 1)
