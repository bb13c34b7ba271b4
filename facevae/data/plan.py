"""What an import will do, settled before the first picture is read: which files, with which labels."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from posixpath import basename, splitext

from facevae.data import labels, protocols, splits, tables
from facevae.data.archive import Source
from facevae.errors import SourceError

TABLES = (".csv", ".tsv")
LABEL_NAMES = ("labels", "label", "metadata", "annotations", "faces")
PROTOCOL_SHARES = (0.94, 0.06, 0.0)


@dataclass
class Plan:
    """Pictures to read, in this order, with their labels; what is listed but not there; what to tell."""

    files: dict[str, dict]
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    protocol: dict[str, bytes] = field(default_factory=dict)
    shares: tuple[float, float, float] = splits.SHARES


def make(source: Source, table: Path | None = None, seed: int = 0) -> Plan:
    """Match the files of a source with its labels, folders and protocol.

    Args:
        table: labels that lie outside the source.
    """
    protocol = {path: source.read(path) for path in source.files if protocols.is_protocol(path)}
    place, found = _labels(source, table)
    pictures = [path for path in source.files if path not in protocol and path != place]
    if source.rows:
        plan = Plan(dict(source.rows))
    elif found:
        plan = _by_table(pictures, found, str(PurePosixPath(place or "").parent))
    else:
        plan = Plan(dict(zip(pictures, _by_folder(pictures), strict=True)))
    plan.protocol = {basename(path): content for path, content in protocol.items()}
    _hold_out(plan)
    _complete_splits(plan, seed)
    plan.files = dict(sorted(plan.files.items(), key=_held_out_first))
    return plan


def _labels(source: Source, table: Path | None) -> tuple[str | None, tables.LabelTable | None]:
    """The path inside the source and the content of the labels, where there are any."""
    if table is not None:
        try:
            return None, tables.read(Path(table).read_bytes(), Path(table).name)
        except OSError as error:
            raise SourceError(f"“{table}” cannot be read: {error.strerror}.", "Check the path.") from error
    candidates = [path for path in source.files if splitext(path)[1].lower() in TABLES]
    candidates.sort(key=lambda path: (path.count("/"), path))
    for path in candidates:
        if splitext(basename(path))[0].lower() in LABEL_NAMES:
            return path, tables.read(source.read(path), path)
    if len(candidates) == 1:
        try:
            return candidates[0], tables.read(source.read(candidates[0]), candidates[0])
        except SourceError:
            return None, None
    return None, None


def _by_table(pictures: list[str], table: tables.LabelTable, folder: str) -> Plan:
    """Rows matched by path (from the table's folder or the top), or else by a name that only one file has."""
    there = set(pictures)
    names = Counter(map(basename, pictures))
    by_name = {basename(path): path for path in pictures}
    files: dict[str, dict] = {path: {} for path in pictures}
    missing = []
    for written, row in table.rows.items():
        name = basename(written)
        inside = written if folder in ("", ".") else f"{folder}/{written}"
        path = next((path for path in (inside, written) if path in there), None)
        if path is None and names[name] == 1:
            path = by_name[name]
        if path is None:
            missing.append(written)
        else:
            files[path] = row
    return Plan(files, missing, list(table.notes))


def _by_folder(pictures: list[str]) -> list[dict]:
    """Labels from folder names: splits, expressions, and otherwise one folder a person."""
    parents = [tuple(path.split("/")[:-1]) for path in pictures]
    last = {folders[-1] for folders in parents if folders}
    moods = len(last) > 1 and all(labels.expression(name) for name in last)
    people = len({folders for folders in parents if folders}) > 1
    rows = []
    for folders in parents:
        row = {"split": next(filter(None, map(labels.split, folders)), None)}
        if moods and folders:
            row["expression"] = labels.expression(folders[-1])
        elif people and folders and not labels.split(folders[-1]):
            row["identity"] = folders[-1]
        rows.append(row)
    return rows


def _hold_out(plan: Plan) -> None:
    """A benchmark's held-out people make the test split."""
    content = plan.protocol.get(protocols.HELD_OUT)
    if content is None:
        return
    people = protocols.identities(content.decode("utf-8", "replace"))
    held = [path for path, row in plan.files.items() if row.get("identity") in people]
    if held:
        for path in held:
            plan.files[path] = plan.files[path] | {"split": "test"}
        plan.shares = PROTOCOL_SHARES
        plan.notes.append(
            f"The people named in {protocols.HELD_OUT} are the test split ({len(held):,} pictures)."
        )


def _complete_splits(plan: Plan, seed: int) -> None:
    given = [row.get("split") for row in plan.files.values()]
    if "validation" in given or not {"train", "test"} <= set(given):
        return
    identities = [row.get("identity") for row in plan.files.values()]
    carved = splits.carve_validation(identities, given, seed)
    plan.files = {
        path: row | {"split": split} for (path, row), split in zip(plan.files.items(), carved, strict=True)
    }
    plan.notes.append(
        "The source gives no validation pictures: a part of its training pictures serves for it."
    )


def _held_out_first(item: tuple[str, dict]) -> int:
    """Of two copies the first is kept: read test before validation before what is learned from."""
    return {"test": 0, "validation": 1}.get(item[1].get("split"), 2)
