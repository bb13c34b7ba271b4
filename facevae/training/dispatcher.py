"""Starts the runs of the queue, one at a time a device: a small process of its own, one a home folder.

Whoever adds a run wakes it; it ends when nothing waits or works. Runs do not depend on it: when it is killed
they go on, and the next dispatcher finds them. No torch here.
"""

import os
import sys
import time
from collections.abc import Sequence
from typing import Any

from facevae.errors import FaceVAEError
from facevae.home import home
from facevae.training import processes, queue
from facevae.training.queue import Entry
from facevae.training.run import ACTIVE, Run

PROGRAM = ["-m", "facevae.training.dispatcher"]
TICK = 0.5  # seconds between looks
LINGER = 120.0  # seconds that a process may take to go after its run has ended
RESTARTS = 3  # of the ranks of a run, when one of them dies


def wake() -> None:
    """See to it that a dispatcher is at work where runs wait, or work."""
    if queue.unattended():
        processes.start_apart(processes.python(*PROGRAM), home() / "queue.log")


def work() -> None:
    """Start the queue's runs until there are none."""
    if not queue.register():
        return
    children = []
    while not queue.sign_off():
        for entry in queue.entries():
            if not entry.waits:
                _look_after(entry)
        while entry := queue.claim():
            children.append(_begin(entry))
        children = [child for child in children if child and child.poll() is None]  # so that none is a zombie
        time.sleep(TICK)


def _look_after(entry: Entry) -> None:
    """Free the devices of a run that has ended, with nothing of it left at work."""
    run = Run(Run.place(entry.run))
    status = run.status()
    if entry not in queue.entries():  # resumed or deleted meanwhile
        return
    if status["state"] == "queued":  # claimed by a dispatcher that was killed before or just after it began
        if found := processes.of(run.folder):
            run.become("starting", **_of(entry), **processes.identity(found[0].pid))
        else:
            queue.put_back(run.name)
    elif status["state"] not in ACTIVE and not _lingers(status):
        processes.end(run.folder)
        queue.release(run.name)


def _lingers(status: dict) -> bool:
    """Whether the run has said its end, but its process is still about to go."""
    known = "process_started" in status and processes.alive(status["pid"], status["process_started"])
    return known and time.time() - status["updated"] < LINGER


def _begin(entry: Entry):
    """Start a claimed run; its process, or None where that failed."""
    try:
        run = Run.open(entry.run)
        child = processes.start_apart(
            command(run), run.folder / "log.txt", environment(run, entry.devices, entry.taken)
        )
    except (FaceVAEError, OSError) as error:
        queue.release(entry.run)
        if Run.place(entry.run).is_dir():
            what = error.what if isinstance(error, FaceVAEError) else f"It could not be started: {error}."
            Run(Run.place(entry.run)).become("failed", reason=what, remedy="Mend that, then resume it.")
        return None
    first = {} if run.status().get("steps") else {"started": time.time()}
    run.become("starting", **first, **_of(entry), **processes.identity(child.pid))
    return child


def _of(entry: Entry) -> dict[str, Any]:
    return {"devices": list(entry.devices), "count": entry.count, "taken": list(entry.taken)}


def command(run: Run) -> list[str]:
    """What executes the run: one process, or torchrun with one a rank."""
    own = ["-m", "facevae", "train", "--execute", run.name]
    ranks = run.config["training"].get("ranks", 1)
    if ranks == 1:
        return processes.python(*own)
    torchrun = ["-m", "torch.distributed.run", "--standalone"]
    return processes.python(*torchrun, f"--nproc-per-node={ranks}", f"--max-restarts={RESTARTS}", *own)


def environment(run: Run, devices: Sequence[str], taken: Sequence[str]) -> dict[str, str]:
    """What the processes of a run are to find: whose they are, and only the GPUs that it has taken."""
    marked = {processes.MARK: str(run.folder)}
    if len(devices) == 1 or not taken[0].startswith("cuda:"):  # there was no choice
        return marked
    shown = _visible(taken, os.environ.get("CUDA_VISIBLE_DEVICES"))
    return marked | {"CUDA_VISIBLE_DEVICES": ",".join(shown)}


def _visible(taken: Sequence[str], shown: str | None) -> list[str]:
    """What CUDA calls the taken devices, if only some are shown to this program."""
    numbers = [int(device.removeprefix("cuda:")) for device in taken]
    names = shown.split(",") if shown else None
    return [names[number] if names else str(number) for number in numbers]


if __name__ == "__main__":
    sys.exit(work())
