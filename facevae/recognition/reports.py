"""What was measured of a checkpoint on a face set, kept as JSON.

Reports lie in the cache; those that come with a checkpoint lie in its folder, under `reports`.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from facevae import home
from facevae.errors import CheckpointError
from facevae.training import cards

Report = dict[str, Any]


def folder() -> Path:
    return home.cache_dir() / "reports"


def write(report: Report) -> None:
    """Keep a report of `protocols.run`; it replaces the one of the same model, set, protocol and options."""
    options = hashlib.blake2b(
        json.dumps(report["options"], sort_keys=True).encode(), digest_size=4
    ).hexdigest()
    name = f"{report['checkpoint_id']}-{report['version']}-{report['protocol']}-{options}.json"
    home.write_json(folder() / name, report)


def export(report: Report, file: Path) -> None:
    """Write a report so that it may be passed on: see `without_faces`."""
    home.write_json(file, without_faces(report))


def without_faces(report: Report) -> Report:
    """The report without the faces and names of its worst errors, and without the folder of its pairs."""
    kept = _without(report, "worst")
    if pairs := kept["options"].get("pairs"):
        kept["options"] = kept["options"] | {"pairs": Path(pairs).name}
    return kept


def _without(part: Any, name: str) -> Any:
    if not isinstance(part, dict):
        return part
    return {key: _without(value, name) for key, value in part.items() if key != name}


def of(name: str, checkpoint_id: str) -> list[Report]:
    """All reports of a checkpoint, newest first: those made here and those it came with.

    A report of another model of the same name, such as one trained further, is none of it.
    """
    paths = _here(checkpoint_id)
    with suppress(CheckpointError):  # the model was deleted meanwhile
        paths += (cards.folder(name) / "reports").glob("*.json")
    return [report for report in _newest_first(paths) if report["checkpoint_id"] == checkpoint_id]


def made_here(checkpoint_id: str) -> list[Report]:
    """The reports of a checkpoint that it did not come with, newest first."""
    return _newest_first(_here(checkpoint_id))


def _here(checkpoint_id: str) -> list[Path]:
    return list(folder().glob(f"{checkpoint_id}-*.json"))


def _newest_first(paths: Iterable[Path]) -> list[Report]:
    found = [report for report in map(_read, paths) if report]
    return sorted(found, key=lambda report: report["created"], reverse=True)


def _read(path: Path) -> Report | None:
    try:
        return home.read_json(path)
    except (OSError, ValueError):
        return None
