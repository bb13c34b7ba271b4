"""Starting a run: its folder, and its place in the queue."""

import platform
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from facevae.errors import FaceSetError, RunError
from facevae.home import checked_name
from facevae.training import cards, dispatcher, processes, queue, sets
from facevae.training import device as devices
from facevae.training.presets import configure
from facevae.training.run import Run

RECORDED = ("torch", "torchvision", "numpy", "safetensors")


def prepare(data: str, preset: str, settings: Mapping[str, Any], name: str) -> Run:
    """A run folder ready to be executed.

    Raises:
        ConfigError: an unknown preset or setting, or a bad value.
        FaceSetError: no such face set, or nothing in it to train on.
        RunError: the name is taken, by a run or by a checkpoint that the program brings.
    """
    name = checked_name(name, "run name")
    if (cards.SHIPPED_CHECKPOINTS / name).is_dir():
        raise RunError(f"“{name}” is a model that comes with the program.", "Choose another name.")
    return Run.create(name, resolved(data, preset, settings))


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
    training = run.config["training"]
    return devices.places(training["device"], training.get("ranks", 1))
