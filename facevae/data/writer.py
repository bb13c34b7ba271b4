"""Writing face sets: whole or not at all."""

import hashlib
import os
import shutil
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pyarrow
import pyarrow.parquet

from facevae import home, locks
from facevae.data import faceset, splits
from facevae.data.faceset import FaceSet
from facevae.errors import ConfigError, FaceSetError

COLUMNS = ("face_id", "identity", "expression", "split", "source", "x0", "y0", "x1", "y1", "quality")
TEXTS = ("face_id", "identity", "expression", "split", "source")
NUMBERS = ("x0", "y0", "x1", "y1", "quality")


class FaceSetWriter:
    """Collects faces in a draft folder: leaving the `with` block puts the set in its place, an error
    removes it.

    Args:
        name: of the new set.
        size: side of the pictures in pixels.
        source: where the faces came from, in a person's words.
        kind: `photographs`, `generated` ...
        seed: of the splits of rows that bring none.
        shares: of train, validation and test, see `splits.assign`.
        facts: anything else to keep in `facts.json`.
        folder: where the set's own folder is to be; by default with the others.
    """

    kept = faceset.PIXELS  # the file that `add` appends to
    beside: tuple[str, ...] = ()  # files that say more about the pictures

    def __init__(
        self,
        name: str,
        size: int,
        *,
        source: str = "",
        kind: str = "photographs",
        seed: int = 0,
        shares: tuple[float, float, float] = splits.SHARES,
        facts: dict | None = None,
        folder: Path | None = None,
    ):
        self.sets = folder or home.face_sets_dir()
        self.name = home.checked_name(name, "face set's name")
        self.size = size
        self.seed = seed
        self.shares = shares
        self.facts = {"source": source, "kind": kind, "seed": seed} | (facts or {})
        self.face_set: FaceSet | None = None
        self.count = 0
        self._rows: list[pd.DataFrame] = []

    def __enter__(self) -> "FaceSetWriter":
        self._must_be_new()
        self.sets.mkdir(parents=True, exist_ok=True)
        sweep(self.sets)
        self.folder = self.sets / f".draft-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.folder.mkdir()
        self._file = open(self.folder / self.kept, "wb")
        return self

    def add(self, pictures: np.ndarray, rows: Sequence[dict] | pd.DataFrame) -> None:
        """Append pictures (n, S, S, 3) uint8 and what is known of each."""
        check(pictures, rows, self.size)
        self._file.write(np.ascontiguousarray(pictures).tobytes())
        self._rows.append(pd.DataFrame(rows))
        self.count += len(pictures)

    def describe(self, rows: pd.DataFrame) -> None:
        """Say anew what is known of all faces added so far."""
        self._rows = [rows]

    def __exit__(self, error_type, error, traceback) -> None:
        self._file.close()
        try:
            if error_type is None:
                self._put_in_place()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _put_in_place(self) -> None:
        index = tidy(pd.concat(self._rows, ignore_index=True) if self._rows else pd.DataFrame())
        index["split"] = splits.assign(index["identity"], index["split"], self.seed, self.shares)
        write_index(self.folder, index)
        facts = {"name": self.name, "size": self.size, "created": datetime.now(UTC).isoformat()}
        version = content_hash([self.folder / name for name in (self.kept, *self.beside)], index)
        write_facts(self.folder, facts | self.facts, index, version)
        target = self.sets / self.name
        self._must_be_new()
        try:
            os.replace(self.folder, target)
        except OSError as error:
            raise self._taken() from error
        self.face_set = FaceSet.open(target)

    def _must_be_new(self) -> None:
        if (self.sets / self.name).exists():
            raise self._taken()

    def _taken(self) -> FaceSetError:
        return FaceSetError(
            f"There is already a face set “{self.name}”.", "Choose another name, or delete that one first."
        )


def append(face_set: FaceSet, pictures: np.ndarray, rows: Sequence[dict] | pd.DataFrame) -> FaceSet:
    """Add faces to a set. Killed at any moment, the set is as before or has them all.

    Pixels go behind the last picture, then a longer index, and only then the facts with the new count:
    readers look no further than the count.
    """
    check(pictures, rows, face_set.size)
    busy = FaceSetError(f"The face set “{face_set.name}” is being changed elsewhere.", "Try again soon.")
    with locks.writing(face_set.folder, busy):
        return _appended(FaceSet.open(face_set.folder), pictures, rows)


def _appended(face_set: FaceSet, pictures: np.ndarray, rows: Sequence[dict] | pd.DataFrame) -> FaceSet:
    with open(face_set.folder / faceset.PIXELS, "r+b") as file:
        end = face_set.count * face_set.size**2 * 3
        if file.seek(0, os.SEEK_END) > end:  # what an addition left that never finished
            file.truncate(end)
        file.seek(end)
        file.write(np.ascontiguousarray(pictures).tobytes())
        file.flush()
        os.fsync(file.fileno())
    index = tidy(pd.concat([face_set.brought(), pd.DataFrame(rows)], ignore_index=True))
    index["split"] = splits.assign(index["identity"], index["split"], face_set.facts.get("seed", 0))
    write_index(face_set.folder, index)
    version = content_hash([face_set.folder / faceset.PIXELS], index)
    write_facts(face_set.folder, face_set.facts, index, version)
    return FaceSet.open(face_set.folder)


def check_size(size: int) -> None:
    """Refuse a side that no face set can have."""
    if not 8 <= size <= 1024:
        raise ConfigError(f"{size} pixels cannot be a face's side.", "Choose from 8 to 1024.")


def check(pictures: np.ndarray, rows, size: int) -> None:
    if pictures.dtype != np.uint8 or pictures.shape[1:] != (size, size, 3) or len(pictures) != len(rows):
        raise ValueError(f"{len(rows)} rows for pictures {pictures.dtype} {pictures.shape}, size {size}")


def face_id(source: str, box: Sequence[float] | None = None) -> str:
    """The name of a face that stays the same when the same source is brought in again."""
    where = "" if box is None else ",".join(f"{edge:.0f}" for edge in box)
    return hashlib.blake2b(f"{source}|{where}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def tidy(index: pd.DataFrame) -> pd.DataFrame:
    """The index with all known columns in their order and type, the source's own behind them."""
    others = [column for column in index.columns if column not in COLUMNS]
    index = index.reindex(columns=[*COLUMNS, *others]).reset_index(drop=True)
    for column in index.columns.difference(NUMBERS):
        if column in TEXTS or not pd.api.types.is_numeric_dtype(index[column]):
            index[column] = index[column].astype(object).where(index[column].notna(), None)
    for column in NUMBERS:
        index[column] = pd.to_numeric(index[column]).astype("float32")
    missing = index["face_id"].isna()
    boxes = index.loc[missing, ["x0", "y0", "x1", "y1"]].to_numpy()
    index.loc[missing, "face_id"] = [
        face_id(source, None if np.isnan(box).any() else box)
        for source, box in zip(index.loc[missing, "source"], boxes, strict=True)
    ]
    if index["face_id"].duplicated().any():
        raise ValueError(f"two faces named {index['face_id'][index['face_id'].duplicated()].iloc[0]}")
    return index


def write_index(folder: Path, index: pd.DataFrame) -> None:
    draft = folder / f".{faceset.INDEX}"
    table = pyarrow.Table.from_pandas(index, preserve_index=False).replace_schema_metadata()
    for column in TEXTS:  # an all-empty column would lose its type
        place = table.schema.get_field_index(column)
        table = table.set_column(place, column, table.column(column).cast(pyarrow.string()))
    pyarrow.parquet.write_table(table, draft)
    os.replace(draft, folder / faceset.INDEX)


def write_facts(folder: Path, facts: dict, index: pd.DataFrame, version: str) -> None:
    counts = index["split"].value_counts().to_dict()
    home.write_json(
        folder / faceset.FACTS, facts | {"count": len(index), "version": version, "splits": counts}
    )


def content_hash(files: list[Path], index: pd.DataFrame) -> str:
    """16 hex digits that change with any byte of the files, any label or order, and with nothing else."""
    digest = hashlib.sha256()
    for path in files:
        with open(path, "rb") as file:
            hashlib.file_digest(file, lambda: digest)
    digest.update(",".join(index.columns).encode())
    for column in index.columns:
        values = index[column].astype(object).where(index[column].notna(), None)
        digest.update(pd.util.hash_array(values.astype(str).to_numpy(object), categorize=True).tobytes())
    return digest.hexdigest()[:16]


def sweep(sets: Path) -> None:
    """Remove drafts whose writer is dead and sets whose deletion was cut off."""
    for folder in sets.glob(".draft-*"):
        pid = folder.name.split("-")[1]
        if not (pid.isdigit() and psutil.pid_exists(int(pid))):
            shutil.rmtree(folder, ignore_errors=True)
    for folder in sets.glob(".deleted-*"):
        shutil.rmtree(folder, ignore_errors=True)
