"""The queue's file in the home folder: SQLite, opened for moments, made anew when it is damaged."""

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from facevae.errors import RunError
from facevae.home import home
from facevae.training.run import ACTIVE, Run, names

PATIENCE = 30.0  # seconds to wait for whoever else changes the queue
TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    run TEXT PRIMARY KEY, place INTEGER NOT NULL, devices TEXT NOT NULL, count INTEGER NOT NULL,
    taken TEXT NOT NULL DEFAULT '', added REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS dispatcher (
    one INTEGER PRIMARY KEY CHECK (one = 1), pid INTEGER NOT NULL, process_started REAL NOT NULL
);
"""
PARTS = ("", "-wal", "-shm")  # of the file


def file() -> Path:
    return home() / "queue.sqlite"


@contextmanager
def opened() -> Iterator[sqlite3.Connection]:
    """The queue, for reading.

    Raises:
        RunError: it cannot be read or written.
    """
    try:
        file().parent.mkdir(parents=True, exist_ok=True)
        with closing(_whole()) as door:
            yield door
    except sqlite3.Error as error:
        raise RunError(
            f"The queue “{file()}” cannot be used: {error}.",
            "See that the disk has room and that the folder may be written.",
        ) from error


@contextmanager
def changing() -> Iterator[sqlite3.Connection]:
    """The queue, with nobody else changing it until the block ends; an error undoes the changes."""
    with opened() as door:
        door.execute("BEGIN IMMEDIATE")
        try:
            yield door
        except BaseException:
            door.rollback()
            raise
        door.commit()


def put(
    door: sqlite3.Connection, run: str, devices: Sequence[str], count: int, taken: Sequence[str] = ()
) -> None:
    """Write the run behind all others."""
    (last,) = door.execute("SELECT COALESCE(MAX(place), 0) FROM runs").fetchone()
    door.execute(
        "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?)",
        (run, last + 1, " ".join(devices), count, " ".join(taken), time.time()),
    )


def _whole() -> sqlite3.Connection:
    """A connection to a file that is not damaged."""
    try:
        return _connected()
    except sqlite3.OperationalError:  # no room, no permission, too busy
        raise
    except sqlite3.DatabaseError:
        _make_anew()
        return _connected()


def _connected() -> sqlite3.Connection:
    door = sqlite3.connect(file(), PATIENCE, isolation_level=None)
    try:
        door.execute("PRAGMA journal_mode = WAL")
        door.executescript(TABLES)
        if (found := door.execute("PRAGMA quick_check").fetchone()) != ("ok",):
            raise sqlite3.DatabaseError(found[0])
    except BaseException:
        door.close()
        raise
    return door


def _make_anew() -> None:
    """Put the damaged file aside and write another by what the runs say of themselves."""
    with closing(sqlite3.connect(home() / ".queue-repair", PATIENCE, isolation_level=None)) as alone:
        alone.execute("BEGIN EXCLUSIVE")
        try:
            _connected().close()  # somebody else was faster
        except sqlite3.DatabaseError:
            for part in PARTS:
                path = Path(f"{file()}{part}")
                if path.exists():
                    os.replace(path, f"{file()}.damaged{part}")
            with closing(_connected()) as door:
                _fill(door)


def _fill(door: sqlite3.Connection) -> None:
    known = [(run, run.status()) for run in map(Run.open, names())]
    for run, status in sorted(known, key=lambda pair: pair[1].get("updated", 0.0)):
        if status["state"] in ("queued", *ACTIVE) and "devices" in status:
            put(door, run.name, status["devices"], status["count"], status.get("taken", ()))
