"""Tables of labels: any usual CSV becomes one row of known words a file."""

import csv
import io
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from facevae.data import labels
from facevae.data.writer import COLUMNS
from facevae.errors import SourceError

FILE = ("file", "filename", "file_name", "path", "filepath", "file_path", "image", "image_name", "image_path",
        "img", "picture", "photo", "image_id")  # fmt: skip
IDENTITY = ("identity", "person", "person_id", "subject", "subject_id", "identity_name", "id", "name", "who")
EXPRESSION = ("expression", "emotion", "facial_expression", "mood", "affect", "feeling", "label", "class")
SPLIT = ("split", "usage", "subset", "partition", "set", "fold")
NO_NUMBER = ("na", "n/a", "nan", "none", "null", "unknown", "?", "-")
BALLOT = (*labels.EXPRESSIONS, "unknown", "nf")


@dataclass
class LabelTable:
    """Labels by file, and what the reader should know about the table.

    `rows` maps the path as written in the table to its columns: `identity`, `expression`, `split`, others.
    """

    rows: dict[str, dict]
    notes: list[str] = field(default_factory=list)


def read(content: bytes, name: str = "labels.csv") -> LabelTable:
    """Read a table of labels.

    Raises:
        SourceError: it is no table, or has no column that names files.
    """
    table = parse(content, name)
    file = _first(table, FILE)
    if file is None:
        known = ", ".join(table.columns[:8])
        raise SourceError(
            f"“{name}” has no column “file” (it has: {known}).", "Name the pictures' column “file”."
        )
    paths = table.pop(file).str.strip().str.replace("\\", "/").str.removeprefix("./")
    notes = []
    known = understand(table, notes)
    twice = paths.duplicated()
    if twice.any():
        files = "1 file is" if twice.sum() == 1 else f"{twice.sum():,} files are"
        notes.append(f"{files} named twice in {name}; the first row counts.")
    keep = (~twice & (paths != "")).to_numpy()
    return LabelTable(dict(zip(paths[keep], known[keep].to_dict("records"), strict=True)), notes)


def parse(content: bytes, name: str) -> pd.DataFrame:
    """The cells as text, the column names as words (`Image name` -> `image_name`)."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    header = text.partition("\n")[0]
    separator = max(",;\t|", key=header.count)
    csv.field_size_limit(2**27)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    except csv.Error as error:
        raise SourceError(f"“{name}” is no table: {error}.", "Save it as CSV again.") from error
    if not rows:
        raise SourceError(f"“{name}” is empty.", "Choose the right file, or go without labels.")
    names = _distinct([word(cell) or "column" for cell in rows[0]])
    width = len(names)
    return pd.DataFrame([(row + [""] * width)[:width] for row in rows[1:]], columns=names, dtype=object)


def word(heading: str) -> str:
    """`Image name` as `image_name`."""
    return heading.strip().lower().replace(" ", "_")


def understand(table: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """The table with `identity`, `expression`, `split`, `votes_*` in our words, the rest as it came."""
    known = pd.DataFrame(index=table.index)
    table = table.apply(lambda column: column.str.strip()).replace("", None)
    identity, split = _first(table, IDENTITY), _first(table, SPLIT)
    if identity:
        known["identity"] = table.pop(identity)
    if split:
        known["split"] = _translate(table, split, labels.split, known, notes)
    votes = _votes(table)
    if votes is not None:
        known["expression"] = majority(votes)
        known[votes.columns] = votes
        table = table.drop(columns=[column for column in table if column in BALLOT])
    elif emotion := _emotion(table):
        known["expression"] = _translate(table, emotion, labels.expression, known, notes)
    for column in table:
        name = f"{column}_label" if column in COLUMNS else column
        known[name] = _numbers(table[column])
    return known.astype(object).where(known.notna(), None)


def majority(votes: pd.DataFrame) -> pd.Series:
    """The expression that more than half of the votes name, single votes left out as slips; else None.

    Source: Barsoum et al. 2016, “Training Deep Networks for Facial Expression Recognition with
    Crowd-Sourced Label Distribution”, majority voting.
    """
    counts = labels.without_slips(votes.to_numpy(float))
    names = [column.removeprefix("votes_") for column in votes]
    winner = np.array(names, dtype=object)[counts.argmax(1)]
    clear = counts.max(1) > counts.sum(1) / 2
    clear &= np.isin(winner.astype(str), labels.EXPRESSIONS)
    return pd.Series(np.where(clear, winner, None), index=votes.index, dtype=object)


def _votes(table: pd.DataFrame) -> pd.DataFrame | None:
    columns = [column for column in BALLOT if column in table]
    if len(columns) < len(labels.EXPRESSIONS) - 1:
        return None
    votes = table[columns].apply(pd.to_numeric, errors="coerce")
    if votes.isna().all(axis=None):
        return None
    return votes.fillna(0).astype("int64").add_prefix("votes_")


def _emotion(table: pd.DataFrame) -> str | None:
    """The column of expressions; `label` and the like only where most of its words are expressions."""
    for column in EXPRESSION:
        if column in table:
            words = table[column].dropna()
            understood = words.map(labels.expression).notna().mean() if len(words) else 0
            if understood > 0.5 or column in EXPRESSION[:2]:
                return column
    return None


def _translate(table: pd.DataFrame, column: str, meaning, known: pd.DataFrame, notes: list[str]) -> pd.Series:
    """The column in our words. Where some mean nothing to us, the column as it came is kept too."""
    words = table.pop(column)
    ours = words.map(meaning)
    strange = sorted(set(words[ours.isna()].dropna()))
    if strange:
        kept = f"{column}_label" if column in COLUMNS else column
        known[kept] = words
        some = ", ".join(strange[:5]) + (" …" if len(strange) > 5 else "")
        notes.append(f"Not understood in “{column}”: {some}. The words are kept in the column “{kept}”.")
    return ours


def _numbers(cells: pd.Series) -> pd.Series:
    """Numbers where every cell is one or says that it has none, and none would lose leading zeros."""
    written = cells[cells.notna() & ~cells.str.lower().isin(NO_NUMBER)]
    if written.empty or written.str.match(r"0\d").any():
        return cells
    numbers = pd.to_numeric(written, errors="coerce")
    return cells if numbers.isna().any() else numbers.reindex(cells.index)


def _first(table: pd.DataFrame, candidates: tuple[str, ...]) -> str | None:
    return next((name for name in candidates if name in table), None)


def _distinct(names: list[str]) -> list[str]:
    distinct: list[str] = []
    for name in names:
        tries = (name, *(f"{name}_{number}" for number in range(2, len(names) + 2)))
        distinct.append(next(candidate for candidate in tries if candidate not in distinct))
    return distinct
