"""Where the program keeps what it writes: one folder, so that all of it can be deleted."""

import json
import os
import re
import time
import uuid
from pathlib import Path
from typing import Any

from facevae.errors import ConfigError

PROJECT = Path(__file__).resolve().parent.parent
SHIPPED_CHECKPOINTS = PROJECT / "checkpoints"
# Names that Windows keeps for devices, whatever follows a dot.
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
TRIES = 20


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


def write_bytes(path: Path, content: bytes) -> None:
    """Replace a file whole: whoever reads it sees the old or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    try:
        with open(draft, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _put(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _put(draft: Path, path: Path) -> None:
    """Replace the file, waiting for readers where these keep it from being replaced, as on Windows."""
    for _ in range(TRIES):
        try:
            return os.replace(draft, path)
        except PermissionError:
            time.sleep(0.01)
    os.replace(draft, path)


def write_json(path: Path, value: Any) -> None:
    """Replace a JSON file whole."""
    write_bytes(path, json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n")


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
