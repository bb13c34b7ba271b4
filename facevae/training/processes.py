"""Processes of runs: started apart from whoever asks, known again, and ended with all their children."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import psutil

from facevae.home import PROJECT, home

# On Windows the child needs a group and a console of its own; elsewhere a new session does it.
APART = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
MARK = "FACEVAE_RUN"  # an environment variable that all processes of a run inherit: the run's folder
ENDING_SECONDS = 5.0


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def start_apart(
    command: Sequence[str], log: Path | None, environment: Mapping[str, str] | None = None
) -> subprocess.Popen:
    """Start a command in a session of its own, so that no signal to this program's group reaches it.

    Args:
        log: where what it prints is added; None: what it says on stderr is said on this program's.
    """
    with open(log, "ab") if log else nullcontext() as file:
        return subprocess.Popen(
            command,
            cwd=PROJECT,
            # The home whole, for the child stands in another folder.
            env=os.environ | {"FACEVAE_HOME": str(home())} | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=file or subprocess.DEVNULL,
            stderr=file,
            start_new_session=True,
            creationflags=APART,
        )


def identity(pid: int | None = None) -> dict[str, Any]:
    """`pid` and `process_started` of a process, by default this one: what it is known by for ever."""
    process = psutil.Process(pid)
    return {"pid": process.pid, "process_started": process.create_time()}


def leader() -> int:
    """The process whose end is the end of the run: this one, or the torchrun that restarts it."""
    return os.getppid() if "TORCHELASTIC_RUN_ID" in os.environ else os.getpid()


def end_with_parent() -> None:
    """From now on this process ends when the one that started it does: a rank when torchrun is killed."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, name="end with parent", daemon=True).start()


def alive(pid: int, started: float) -> bool:
    """Whether this very process still runs, not another that was given its number."""
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - started) < 1.0 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def of(folder: Path) -> list[psutil.Process]:
    """All living processes that were started for the run of this folder, whoever is their parent by now."""
    return [process for process in psutil.process_iter() if _marked(process, str(folder))]


def _marked(process: psutil.Process, folder: str) -> bool:
    try:
        return process.environ().get(MARK) == folder and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError):
        return False


def end(folder: Path) -> None:
    """Kill whatever still runs for the run of this folder, and return when it is gone."""
    while found := of(folder):
        for process in found:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        if psutil.wait_procs(found, ENDING_SECONDS)[1]:
            return  # not to be killed: it waits for a disk that does not answer
