"""What can be done with a run besides starting it: end it at once, name it anew, delete it. No torch here."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import psutil

from facevae import active
from facevae.errors import RunError
from facevae.home import SHIPPED_CHECKPOINTS, drafted, read_json, way_out, write_json
from facevae.training import processes, queue
from facevae.training.run import Run


def stop(name: str) -> None:
    """Ask a run to end after its step and to keep what it has learned; a waiting one leaves the queue.

    Raises:
        RunError: it neither works nor waits.
    """
    _ask(name, Run.stop)


def pause(name: str) -> None:
    """Ask a run to end after its step with a snapshot to go on from; a waiting one leaves the queue.

    Raises:
        RunError: it neither works nor waits.
    """
    _ask(name, Run.pause)


def _ask(name: str, wish) -> None:
    run = Run.open(name)
    state = run.status()["state"]
    if state == "queued":
        queue.cancel(name)
    elif run.active():
        wish(run)
    else:
        raise RunError(f"The run “{name}” does not work: it is {state}.", "Nothing needs to be done.")


def kill(name: str) -> None:
    """End a run at once with all its processes; it can go on from its last snapshot.

    Raises:
        RunError: there is no such run.
    """
    run = Run.open(name)
    status = run.status()
    if status["state"] == "queued":
        return queue.cancel(name)
    if run.active() and status["pid"] != os.getpid():
        with suppress(psutil.Error):
            leader = psutil.Process(status["pid"])
            for process in [leader, *leader.children(recursive=True)]:
                process.kill()
            leader.wait(processes.ENDING_SECONDS)
    processes.end(run.folder)
    if status["state"] in ("starting", "running", "stopping"):
        run.become(
            "interrupted", reason="It was ended at once.", remedy="It can go on from its last snapshot."
        )
    queue.release(name)
    return None


def rename(name: str, new: str) -> Run:
    """Give a run, and the checkpoint in it, another name.

    Raises:
        RunError: it is at work or about to be, or the name is taken.
        ConfigError: the name cannot be a folder's.
    """
    run, target = Run.open(name), Run(Run.place(new))
    if target.name == name:
        return run
    _require_rest(run)
    if target.folder.exists() or (SHIPPED_CHECKPOINTS / target.name).is_dir():
        raise RunError(f"“{target.name}” is taken already.", "Choose another name.")
    with queue.renaming(name, target.name):
        os.rename(run.folder, target.folder)
    _retitle(target.folder / "card.json", name, target.name)
    active.forget(active.MODEL, run.name, target.name)
    return target


def _retitle(card: Path, name: str, new: str) -> None:
    """Let the checkpoint's card say the new name; a run that has learned nothing yet has none."""
    with suppress(OSError, ValueError, AttributeError):
        known = read_json(card)
        if known.get("title") == name:
            write_json(card, known | {"title": new})


def delete(name: str) -> None:
    """Remove a run with all it wrote, its checkpoint included; a waiting one leaves the queue.

    Raises:
        RunError: it does not exist, is still working, or cannot be removed.
    """
    run = Run.open(name)
    if run.status()["state"] == "queued":
        queue.cancel(name)
    _require_rest(run)
    processes.end(run.folder)
    doomed = drafted(run.folder)
    try:
        os.rename(run.folder, doomed)  # gone at once, with its name
    except OSError as error:
        told = f"The run “{name}” cannot be removed: {error.strerror}."
        raise RunError(told, f"{way_out(error)}.") from error
    shutil.rmtree(doomed, ignore_errors=True)  # what is left, the next new run sweeps away
    active.forget(active.MODEL, run.name)


def _require_rest(run: Run) -> None:
    if run.active():
        raise RunError(f"The run “{run.name}” is still working.", "Stop it first.")
