"""The queue: runs in order, each on devices of its own. One small SQLite file in the home folder.

A run stands in it while it waits and while it works. `dispatcher` takes the runs from here.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from facevae.errors import RunError
from facevae.training import processes
from facevae.training.queue_file import changing, file, opened, put
from facevae.training.run import Run

CANCELLED = {"state": "cancelled", "reason": "It was taken out of the queue before it began."}


@dataclass(frozen=True)
class Entry:
    """A run that waits or works.

    Args:
        devices: those it may work on, such as `cuda:0`, `cuda:1`.
        count: how many of them it needs.
        taken: those it works on; none while it waits.
        added: when it came, in seconds since 1970.
    """

    run: str
    devices: tuple[str, ...]
    count: int
    taken: tuple[str, ...]
    added: float

    @property
    def waits(self) -> bool:
        return not self.taken


def _entries(door: sqlite3.Connection) -> list[Entry]:
    """Those at work first, then those that wait, in their order."""
    rows = door.execute(
        "SELECT run, devices, count, taken, added FROM runs ORDER BY taken = '', place, added"
    ).fetchall()
    return [
        Entry(run, tuple(devices.split()), count, tuple(taken.split()), added)
        for run, devices, count, taken, added in rows
    ]


def _remove(door: sqlite3.Connection, run: str) -> None:
    door.execute("DELETE FROM runs WHERE run = ?", (run,))


def entries() -> list[Entry]:
    """Runs at work, then those that wait in the order in which they will start."""
    if not file().exists():
        return []
    with opened() as door:
        return _entries(door)


def waiting() -> list[str]:
    """Names of the runs that wait, the next one first."""
    return [entry.run for entry in entries() if entry.waits]


def add(run: Run, devices: Sequence[str], count: int = 1) -> None:
    """Let the run wait behind all others.

    Args:
        devices: those it may work on; runs that name the same one never work at the same time.
        count: how many of them it needs.
    """
    with changing() as door:
        put(door, run.name, devices, count)
        run.become("queued", devices=list(devices), count=count, before=_rest(run))


def _require_unbegun(door: sqlite3.Connection, run: Run) -> None:
    begun = [entry.run for entry in _entries(door) if not entry.waits]
    if run.name in begun and run.live():
        raise RunError(f"The run “{run.name}” begins just now.", "Stop it first.")


def _rest(run: Run) -> dict[str, Any]:
    """What a run is when it leaves the queue without having begun: one that has worked is what it was."""
    status = run.status()
    if status["state"] == "queued":
        return status.get("before", CANCELLED)
    known = {key: status[key] for key in ("state", "reason", "remedy") if key in status}
    return known if status.get("steps") else CANCELLED


def cancel(name: str) -> None:
    """Take a waiting run out of the queue.

    Raises:
        RunError: it does not wait.
    """
    run = Run.open(name)
    with changing() as door:
        if run.status()["state"] != "queued":
            raise RunError(f"The run “{name}” does not wait in the queue.", "Stop it, if it works.")
        _require_unbegun(door, run)
        _remove(door, name)
        run.become(**_rest(run))


def move(name: str, place: int) -> None:
    """Let a waiting run be the `place`-th to start, 1 being the next.

    Raises:
        RunError: it does not wait.
    """
    with changing() as door:
        names = _required(door, name)
        names.remove(name)
        names.insert(min(max(place, 1), len(names) + 1) - 1, name)
        _order(door, names)


def _order(door: sqlite3.Connection, names: Sequence[str]) -> None:
    for number, name in enumerate(names, 1):
        door.execute("UPDATE runs SET place = ? WHERE run = ?", (number, name))


def _required(door: sqlite3.Connection, name: str) -> list[str]:
    """The waiting runs, this one among them."""
    names = [entry.run for entry in _entries(door) if entry.waits]
    if name not in names:
        raise RunError(
            f"The run “{name}” does not wait in the queue.",
            f"Waiting: {', '.join(names) or 'none'}.",
        )
    return names


def occupy(run: Run, devices: Sequence[str], count: int = 1) -> tuple[tuple[str, ...], list[str]]:
    """Note a run that begins at once, without waiting, so that those in the queue wait for it.

    Returns:
        The devices it should take, free ones if there are, and the runs that already work on them.
    """
    with changing() as door:
        others = [entry for entry in _entries(door) if not entry.waits and entry.run != run.name]
        busy = {device for entry in others for device in entry.taken}
        taken = tuple(sorted(devices, key=lambda device: device in busy)[:count])
        put(door, run.name, devices, count, taken)
        run.write_status(run.status() | {"devices": list(devices), "count": count, "taken": list(taken)})
        return taken, [entry.run for entry in others if set(entry.taken) & set(taken)]


def release(name: str) -> None:
    """Free the devices of a run that has ended."""
    with changing() as door:
        door.execute("DELETE FROM runs WHERE run = ? AND taken != ''", (name,))


def claim() -> Entry | None:
    """The next run whose devices are free, from now on at work; None where none can start.

    In order: while a run waits for devices, none behind it may take them.
    """
    with changing() as door:
        known = _entries(door)
        held = {device for entry in known for device in entry.taken}
        for entry in known:
            if not entry.waits:
                continue
            free = [device for device in entry.devices if device not in held]
            if len(free) >= entry.count and not processes.of(Run.place(entry.run)):
                taken = tuple(free[: entry.count])
                door.execute("UPDATE runs SET taken = ? WHERE run = ?", (" ".join(taken), entry.run))
                return Entry(entry.run, entry.devices, entry.count, taken, entry.added)
            held.update(entry.devices)
    return None


def put_back(name: str) -> None:
    """Let a claimed run that never began wait again, at its place."""
    with changing() as door:
        door.execute("UPDATE runs SET taken = '' WHERE run = ?", (name,))


@contextmanager
def renaming(name: str, new: str) -> Iterator[None]:
    """In the block a run gets another name; it keeps its place, and is not begun meanwhile.

    Raises:
        RunError: it was begun already.
    """
    with changing() as door:
        _require_unbegun(door, Run.open(name))
        door.execute("UPDATE runs SET run = ? WHERE run = ?", (new, name))
        yield


def register() -> bool:
    """Make this process the one dispatcher of the home folder; False where another is at work."""
    with changing() as door:
        if _dispatcher_lives(door):
            return False
        own = processes.identity()
        door.execute(
            "INSERT OR REPLACE INTO dispatcher VALUES (1, ?, ?)", (own["pid"], own["process_started"])
        )
        return True


def sign_off() -> bool:
    """Whether this dispatcher has nothing more to do; who adds a run from now on starts another."""
    if not file().exists():
        return True
    with changing() as door:
        known = door.execute("SELECT pid FROM dispatcher").fetchone()
        if known != (processes.identity()["pid"],):
            return True
        if not _entries(door):
            door.execute("DELETE FROM dispatcher")
            return True
    return False


def unattended() -> bool:
    """Whether runs wait or work, but no dispatcher lives."""
    if not file().exists():
        return False
    with opened() as door:
        return bool(_entries(door)) and not _dispatcher_lives(door)


def _dispatcher_lives(door: sqlite3.Connection) -> bool:
    known = door.execute("SELECT pid, process_started FROM dispatcher").fetchone()
    return known is not None and processes.alive(*known)
