"""The queue: runs in order, each on devices of its own. One small SQLite file in the home folder.

A run stands in it while it waits and while it works. `dispatcher` takes the runs from here.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from facevae.errors import RunError
from facevae.home import home
from facevae.training import processes
from facevae.training.run import Run

PATIENCE = 30.0  # seconds to wait for whoever else changes the queue
CANCELLED = {"state": "cancelled", "reason": "It was taken out of the queue before it began."}
TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    run TEXT PRIMARY KEY, place INTEGER NOT NULL, devices TEXT NOT NULL, count INTEGER NOT NULL,
    taken TEXT NOT NULL DEFAULT '', added REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS dispatcher (
    one INTEGER PRIMARY KEY CHECK (one = 1), pid INTEGER NOT NULL, process_started REAL NOT NULL
);
"""


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


def file() -> Path:
    return home() / "queue.sqlite"


@contextmanager
def _opened() -> Iterator[sqlite3.Connection]:
    """The queue's file, for reading.

    Raises:
        RunError: it cannot be read or written.
    """
    try:
        file().parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file(), PATIENCE, isolation_level=None)) as door:
            door.execute("PRAGMA journal_mode = WAL")
            door.executescript(TABLES)
            yield door
    except sqlite3.Error as error:
        raise RunError(
            f"The queue “{file()}” cannot be used: {error}.",
            "See that the disk has room and the folder may be written; if the file is damaged, delete it.",
        ) from error


@contextmanager
def _changing() -> Iterator[sqlite3.Connection]:
    """The queue's file, with nobody else changing it until the block ends; an error undoes the changes."""
    with _opened() as door:
        door.execute("BEGIN IMMEDIATE")
        try:
            yield door
        except BaseException:
            door.rollback()
            raise
        door.commit()


def _entries(door: sqlite3.Connection) -> list[Entry]:
    """Those at work first, then those that wait, in their order."""
    rows = door.execute(
        "SELECT run, devices, count, taken, added FROM runs ORDER BY taken = '', place, added"
    ).fetchall()
    return [
        Entry(run, tuple(devices.split()), count, tuple(taken.split()), added)
        for run, devices, count, taken, added in rows
    ]


def _put(
    door: sqlite3.Connection, run: str, devices: Sequence[str], count: int, taken: Sequence[str] = ()
) -> None:
    (last,) = door.execute("SELECT COALESCE(MAX(place), 0) FROM runs").fetchone()
    door.execute(
        "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?)",
        (run, last + 1, " ".join(devices), count, " ".join(taken), time.time()),
    )


def _remove(door: sqlite3.Connection, run: str) -> None:
    door.execute("DELETE FROM runs WHERE run = ?", (run,))


def entries() -> list[Entry]:
    """Runs at work, then those that wait in the order in which they will start."""
    if not file().exists():
        return []
    with _opened() as door:
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
    status = run.status()
    # Taken out of the queue again, a run that has worked before is what it was.
    before = {key: status[key] for key in ("state", "reason", "remedy") if key in status}
    with _changing() as door:
        _put(door, run.name, devices, count)
        run.become("queued", before=before if status.get("steps") else CANCELLED)


def cancel(name: str) -> None:
    """Take a waiting run out of the queue.

    Raises:
        RunError: it does not wait.
    """
    with _changing() as door:
        _required(door, name)
        _remove(door, name)
        run = Run.open(name)
        run.become(**(run.status().get("before") or CANCELLED))


def move(name: str, place: int) -> None:
    """Let a waiting run be the `place`-th to start, 1 being the next.

    Raises:
        RunError: it does not wait.
    """
    with _changing() as door:
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
    with _changing() as door:
        others = [entry for entry in _entries(door) if not entry.waits and entry.run != run.name]
        busy = {device for entry in others for device in entry.taken}
        taken = tuple(sorted(devices, key=lambda device: device in busy)[:count])
        _put(door, run.name, devices, count, taken)
        return taken, [entry.run for entry in others if set(entry.taken) & set(taken)]


def release(name: str) -> None:
    """Free the devices of a run that has ended."""
    with _changing() as door:
        door.execute("DELETE FROM runs WHERE run = ? AND taken != ''", (name,))


def claim() -> Entry | None:
    """The next run whose devices are free, from now on at work; None where none can start.

    In order: while a run waits for devices, none behind it may take them.
    """
    with _changing() as door:
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
    with _changing() as door:
        door.execute("UPDATE runs SET taken = '' WHERE run = ?", (name,))


@contextmanager
def renaming(name: str, new: str) -> Iterator[None]:
    """In the block a run gets another name; it keeps its place, and is not begun meanwhile."""
    with _changing() as door:
        door.execute("UPDATE runs SET run = ? WHERE run = ?", (new, name))
        yield


def register() -> bool:
    """Make this process the one dispatcher of the home folder; False where another is at work."""
    with _changing() as door:
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
    with _changing() as door:
        known = door.execute("SELECT pid FROM dispatcher").fetchone()
        if known != (processes.identity()["pid"],):
            return True
        if not _entries(door):
            door.execute("DELETE FROM dispatcher")
            return True
    return False


def unattended() -> bool:
    """Whether runs wait, but no dispatcher lives."""
    if not file().exists():
        return False
    with _opened() as door:
        return any(entry.waits for entry in _entries(door)) and not _dispatcher_lives(door)


def _dispatcher_lives(door: sqlite3.Connection) -> bool:
    known = door.execute("SELECT pid, process_started FROM dispatcher").fetchone()
    return known is not None and processes.alive(*known)
