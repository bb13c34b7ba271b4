"""Starting a run: its folder, and a process that outlives the page, the browser and the server."""

import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from facevae.errors import FaceSetError, RunError
from facevae.home import PROJECT, checked_name, home
from facevae.training import cards, sets
from facevae.training.presets import configure
from facevae.training.run import Run

# On Windows the child needs a group and a console of its own; elsewhere a new session does it.
APART = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
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
    model, training = configure(preset, settings)
    face_sets = sets.open_sets(data)
    if not any(len(face_set.rows("train")) for face_set in face_sets):
        raise FaceSetError(
            f"The face set “{data}” has no faces to train on.", "Choose another, or import more."
        )
    config = {
        "preset": preset,
        "data": data,
        "data_version": sets.version(face_sets),
        "model": asdict(model),
        "training": asdict(training),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in RECORDED},
    }
    return Run.create(name, config)


def start(data: str, preset: str, settings: Mapping[str, Any], name: str) -> Run:
    """Start training in a process of its own and return at once; see `prepare` for what is raised."""
    run = prepare(data, preset, settings, name)
    spawn(run)
    return run


def resume(name: str) -> Run:
    """Let an interrupted, stopped or failed run go on from its newest snapshot, in its own process.

    Raises:
        RunError: there is no such run, or it is working already.
    """
    run = Run.open(name)
    revive(run)
    spawn(run)
    return run


def revive(run: Run) -> None:
    """Put a run that ended back to its starting state.

    Raises:
        RunError: it is working already.
    """
    if run.active():
        raise RunError(f"The run “{run.name}” is working already.", "Watch it on the Train page.")
    (run.folder / "stop").unlink(missing_ok=True)
    ended = ("pid", "process_started", "reason", "remedy")
    status = {key: value for key, value in run.status().items() if key not in ended}
    run.write_status(status | {"state": "starting"})


def spawn(run: Run) -> None:
    """Execute the run in a new session, so that no signal to this program's group reaches it."""
    with open(run.folder / "log.txt", "ab") as log:
        subprocess.Popen(
            [sys.executable, "-m", "facevae", "train", "--execute", run.name],
            cwd=PROJECT,
            env=os.environ | {"FACEVAE_HOME": str(home())},  # whole, for the child stands in another folder
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            creationflags=APART,
        )
