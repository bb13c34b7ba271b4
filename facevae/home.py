"""Where the program keeps what it writes: one folder, so that all of it can be deleted."""

import json
import os
import re
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from facevae.errors import ConfigError

PROJECT = Path(__file__).resolve().parent.parent
SHIPPED_CHECKPOINTS = PROJECT / "checkpoints"
# Names that Windows keeps for devices, whatever follows a dot.
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
TRIES = 20
DRAFT = re.compile(r"\..+\.[0-9a-f]{8}")
DRAFT_AGE = 60.0  # seconds that no writer takes
LEFT = 3600.0  # seconds after which nobody works in a folder of `working` any more


def home() -> Path:
    """The home folder: `FACEVAE_HOME`, or `.facevae/` beside the entry."""
    return Path(os.environ.get("FACEVAE_HOME") or PROJECT / ".facevae").expanduser().absolute()


def face_sets_dir() -> Path:
    return home() / "data"


def runs_dir() -> Path:
    return home() / "runs"


def models_dir() -> Path:
    """Files of other makers that the user fetched, such as a detector."""
    return home() / "models"


def cache_dir() -> Path:
    """Results that can be computed again, such as maps."""
    return home() / "cache"


def checked_name(name: str, what: str = "name") -> str:
    """The name, stripped, if it can be a folder's on every system.

    Raises:
        ConfigError: it is empty, too long, or has other than letters, digits, space, `.`, `_`, `-`.
    """
    name = name.strip()
    if not re.fullmatch(r"\w[\w .-]{0,63}", name) or name.endswith(".") or DEVICES.fullmatch(name):
        raise ConfigError(
            f"“{name}” cannot be a {what}.",
            "Use up to 64 letters, digits, spaces, dots, dashes or underscores, first a letter or digit.",
        )
    return name


def write_bytes(path: Path, content: bytes, lasting: bool = True) -> None:
    """Replace a file whole: whoever reads it sees the old or the new one, never a part.

    Args:
        lasting: wait until the disk holds the new one even if the power goes; else it may then be the old.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = drafted(path)
    try:
        write_through(draft, content)
        put(draft, path)
        if lasting:
            sync_folder(path.parent)
    except OSError as error:
        error.filename, error.filename2 = str(path), None  # and not the draft
        raise
    finally:
        draft.unlink(missing_ok=True)


def drafted(path: Path) -> Path:
    """Where to write what will be moved to the path as a whole."""
    return path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")


def write_through(path: Path, content: bytes | memoryview) -> None:
    """Write a file and wait until the disk holds its content."""
    with open(path, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def way_out(error: OSError) -> str:
    """What to do, before anything else, where a file could not be written."""
    return "Let the program write there" if isinstance(error, PermissionError) else "Free space"


def sync_folder(folder: Path) -> None:
    """Wait until the disk holds the names in a folder; Windows knows no such wish."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def sweep_drafts(folder: Path) -> None:
    """Remove what writers that were killed have left; younger drafts may be worked on."""
    for path in folder.glob(".*.????????"):
        with suppress(FileNotFoundError):
            if DRAFT.fullmatch(path.name) and time.time() - path.stat().st_mtime > DRAFT_AGE:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def working(kind: str) -> Iterator[Path]:
    """A folder for work that writes faces: in the home, and gone at the block's end.

    What work of this kind left that was killed is removed.
    """
    place = cache_dir() / kind
    place.mkdir(parents=True, exist_ok=True)
    for left in place.iterdir():
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > LEFT:
                shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=place, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def keep_newest(folder: Path, ending: str, count: int) -> None:
    """Remove all files with this ending but those written last, and what else has their names."""
    written: dict[Path, float] = {}
    for path in folder.glob(f"*{ending}"):
        with suppress(FileNotFoundError):  # removed meanwhile by another
            written[path] = path.stat().st_mtime
    for old in sorted(written, key=written.__getitem__)[:-count]:
        for path in folder.glob(f"{old.stem}.*"):
            path.unlink(missing_ok=True)


def put(draft: Path, path: Path) -> None:
    """Rename, waiting for readers where these keep a file from being replaced, as on Windows."""
    for _ in range(TRIES):
        try:
            return os.replace(draft, path)
        except PermissionError:
            time.sleep(0.01)
    os.replace(draft, path)


def write_json(path: Path, value: Any, lasting: bool = True) -> None:
    """Replace a JSON file whole; see `write_bytes`."""
    write_bytes(path, json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n", lasting)


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
