"""The curves of a run, read fast: what was read before lies thinned beside the metrics.

Only what is new is parsed. No torch here: pages and the shell read them.
"""

import json
import math
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.json

from facevae.home import write_bytes
from facevae.training.lines import Line, grown

FILE = "curves.bin"
FORMAT = 1
BLOCK = 32 << 20  # bytes parsed at once
WORTH_KEEPING = 256 << 10  # bytes of metrics that are not parsed twice
GONE_ON = re.compile(rb'\{"goes_on_from": ?(\d+)')
AXES = ("seconds", "images")
ROW = 7 * 8  # bytes of a stretch
NUMBERS = (pa.types.is_integer, pa.types.is_floating)


@dataclass
class Curves:
    """Every figure that a run logged.

    Args:
        offset: bytes of the metrics that are in it.
        lines: by the figure's name; with `seconds` and `images`, which the steps can be counted in instead.
    """

    offset: int = 0
    lines: dict[str, Line] = field(default_factory=dict)

    def along(self, steps: np.ndarray, by: str) -> np.ndarray:
        """The steps counted otherwise.

        Args:
            by: step, seconds or images.
        """
        if by == "step" or by not in self.lines:
            return np.asarray(steps, float)
        return np.interp(steps, *self.lines[by].points)


def read(folder: Path, wanted: Collection[str] | None = None) -> Curves:
    """The curves of the run in this folder, as far as it has come.

    Args:
        wanted: the lines to give points of, beside `seconds` and `images`; by default all. Where nothing
            is new the others have only their last, lowest and highest point.
    """
    path = folder / "metrics.jsonl"
    size = path.stat().st_size if path.exists() else 0
    known = _kept(folder, size, wanted)
    if size == known.offset or not size:
        return known
    if wanted is not None:
        known = _kept(folder, size, None)
    if known.offset and _goings_on(path, known.offset):
        known = Curves()  # points already in it may not count any more
    before = known.offset
    for table, known.offset in tables(path, before):
        _take(known, table)
    if known.offset - before >= WORTH_KEEPING:
        keep(folder, known)
    return known


def _take(known: Curves, table: pa.Table) -> None:
    if "step" not in table.column_names:
        return
    steps = _floats(table["step"])
    for name in table.column_names:
        if name == "step" or not any(of(table[name].type) for of in NUMBERS):
            continue
        if line := grown(known.lines.get(name), steps, _floats(table[name])):
            known.lines[name] = line


def tables(metrics: Path, offset: int = 0) -> Iterator[tuple[pa.Table, int]]:
    """The rows that count, one a line, block by block, each block with the offset of what follows it.

    Where the run went on from a snapshot, rows beyond it are left out. A half-written last line is left for
    later, a damaged one is passed over.
    """
    goings_on = _goings_on(metrics, offset)
    for block, end in _blocks(metrics, offset):
        table = _table(block)
        if goings_on and "step" in table.column_names:
            later = [step for place, step in goings_on if place >= end]
            table = _counting(table, min(later, default=math.inf))
        yield table, end


def _goings_on(metrics: Path, offset: int) -> list[tuple[int, int]]:
    """Where the run went on, in bytes, and from which step."""
    return [
        (end - len(block) + found.start(), int(found[1]))
        for block, end in _blocks(metrics, offset)
        for found in GONE_ON.finditer(block)
    ]


def _counting(table: pa.Table, limit: float) -> pa.Table:
    """The rows that neither a going-on among them nor a later one takes back.

    Args:
        limit: the lowest step that the run goes on from later.
    """
    steps = _floats(table["step"])
    counts = steps <= limit
    if "goes_on_from" in table.column_names:
        froms = _floats(table["goes_on_from"])
        for row in np.flatnonzero(np.isfinite(froms)):
            counts[:row] &= steps[:row] <= froms[row]
    return table.filter(pa.array(counts)).drop_columns(
        [name for name in ("goes_on_from",) if name in table.column_names]
    )


def _blocks(metrics: Path, offset: int) -> Iterator[tuple[bytes, int]]:
    """Whole lines, some at a time, with the offset at which they end."""
    with open(metrics, "rb") as file:
        file.seek(offset)
        rest = b""
        while part := file.read(BLOCK):
            whole, newline, after = (rest + part).rpartition(b"\n")
            rest = after
            if newline:
                offset += len(whole) + 1
                yield whole + newline, offset


def _table(block: bytes) -> pa.Table:
    options = pa.json.ReadOptions(use_threads=False, block_size=len(block) + 1)
    try:
        table = pa.json.read_json(pa.BufferReader(block), read_options=options)
        table.column_names  # noqa: B018  # raises where one is no text
        return table
    except (pa.ArrowInvalid, UnicodeDecodeError):  # a damaged line
        rows = _rows(block)
        return pa.table({name: [row.get(name) for row in rows] for name in dict.fromkeys(chain(*rows))})


def _rows(block: bytes) -> list[dict[str, float]]:
    rows = []
    for line in block.splitlines():
        with suppress(ValueError, AttributeError):
            row = json.loads(line)
            rows.append({name: float(value) for name, value in row.items() if isinstance(value, int | float)})
    return rows


def _floats(column: pa.ChunkedArray) -> np.ndarray:
    """The column as float64, NaN where there is nothing."""
    return column.cast(pa.float64()).to_numpy()


def keep(folder: Path, curves: Curves) -> None:
    """Write the thinned lines beside the metrics, so that the next reader parses only what comes after."""
    about, place = {}, 0
    for name, line in curves.lines.items():
        rows = len(line.table)
        about[name] = [place, rows, line.level, line.last, line.lowest, line.highest]
        place += rows
    head = json.dumps({"format": FORMAT, "offset": curves.offset, "lines": about}).encode() + b"\n"
    with suppress(OSError):  # a folder that cannot be written to is read all the same
        write_bytes(folder / FILE, head + b"".join(line.table.tobytes() for line in curves.lines.values()))


def _kept(folder: Path, size: int, wanted: Collection[str] | None) -> Curves:
    """What was kept, or nothing where that does not fit the metrics."""
    try:
        with open(folder / FILE, "rb") as file:
            head = json.loads(file.readline())
            if head["format"] != FORMAT or head["offset"] > size:
                return Curves()
            base, lines = file.tell(), {}
            for name, (place, rows, level, *points) in head["lines"].items():
                read_it = wanted is None or name in wanted or name in AXES
                file.seek(base + place * ROW)
                content = file.read(rows * ROW) if read_it else b""
                table = np.frombuffer(content).reshape(-1, 7)
                lines[name] = Line(table, level, *((step, value) for step, value in points))
            return Curves(head["offset"], lines)
    except (OSError, ValueError, KeyError, TypeError):
        return Curves()
