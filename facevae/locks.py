"""One writer of a folder at a time, of all processes: each reads what there is, then writes it anew."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from facevae.errors import FaceVAEError

PATIENCE = 60  # seconds to wait for another writer


@contextmanager
def writing(folder: Path, busy: FaceVAEError) -> Iterator[None]:
    """Nobody else writes in this folder meanwhile. The lock ends with the process that holds it.

    Args:
        busy: raised where somebody else was writing all the time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / ".lock", PATIENCE, isolation_level=None)) as door:
        try:
            door.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise busy from error
        yield
