"""A face set on disk: pixels as one memory map, an index, a few facts. Opening reads the facts alone."""

import json
import shutil
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from facevae import active, home
from facevae.data import marks, reading
from facevae.data.shards import MEMBERS, ShardPixels
from facevae.errors import FaceSetError

PIXELS, INDEX, FACTS = "pixels.u8", "index.parquet", "facts.json"
MEMBER_BYTES = 24  # of the table that says where in its shard a picture is


class FaceSet:
    """Faces of one size with their labels. Row i of the index describes picture i.

    `content` is another where pictures or labels are; `version` also where other faces are left out.
    """

    def __init__(self, folder: Path, facts: dict):
        self.folder = folder
        self.facts = facts
        self.name: str = facts["name"]
        self.size: int = facts["size"]
        self.count: int = facts["count"]
        self.content: str = facts["version"]
        self.version: str = marks.version(facts)
        self.stamp: str = f"{self.content}-{facts.get(marks.FACT, {}).get('file')}"  # another after any mark
        self.sharded = facts.get("pixels") == "shards"  # they are read from tar shards where these lie

    @classmethod
    def open(cls, name_or_path: str | Path) -> "FaceSet":
        """The face set of that name in the home folder, or in that folder.

        Raises:
            FaceSetError: there is none, or its files do not fit together.
        """
        folder = folder_of(name_or_path)
        facts = _facts(folder)
        if facts is None:
            raise FaceSetError(f"There is no face set “{name_or_path}”.", "Bring faces in on the Data page.")
        sharded = facts.get("pixels") == "shards"
        needed = facts["count"] * (MEMBER_BYTES if sharded else facts["size"] ** 2 * 3)
        pixels = folder / (MEMBERS if sharded else PIXELS)
        if not (folder / INDEX).is_file() or not pixels.is_file() or pixels.stat().st_size < needed:
            raise FaceSetError(
                f"The face set “{name_or_path}” is damaged.", "Delete it and bring it in again."
            )
        return cls(folder, facts | {"name": folder.name})

    def __len__(self) -> int:
        return self.count

    @cached_property
    def pixels(self) -> np.ndarray | ShardPixels:
        """(N, S, S, 3) uint8, read from disk where it is looked at."""
        if self.sharded:
            return ShardPixels(self.folder, self.count, self.size)
        shape = (self.count, self.size, self.size, 3)
        if not self.count:
            return np.zeros(shape, np.uint8)
        try:
            return np.memmap(self.folder / PIXELS, np.uint8, mode="r", shape=shape)
        except (OSError, ValueError) as error:
            raise self._gone() from error

    def read(self, rows: np.ndarray) -> np.ndarray:
        """The pictures of these rows, (n, S, S, 3) uint8, read without the map.

        What is looked at through a map counts as this process's memory, what is read does not.
        """
        if self.sharded:
            return self.pixels.read(rows)
        pictures = np.empty((len(rows), self.size, self.size, 3), np.uint8)
        length = pictures[:1].nbytes
        try:
            with open(self.folder / PIXELS, "rb", buffering=0) as file:
                for place in np.argsort(rows, kind="stable"):
                    file.seek(int(rows[place]) * length)
                    if file.readinto(pictures[place]) != length:
                        raise self._gone()
        except OSError as error:
            raise self._gone() from error
        return pictures

    def blocks(self, rows: np.ndarray) -> np.ndarray | None:
        """Numbers (n,) of the blocks of shards in which these rows lie; None where no order is cheaper."""
        return self.pixels.blocks(rows) if self.sharded else None

    @cached_property
    def index(self) -> pd.DataFrame:
        """One row a face, in the order of the pixels. A missing text is None, a missing number NaN."""
        index = self.brought()
        return index.assign(**{marks.TAGS: self.column(marks.TAGS)}) if self._marked else index

    def column(self, name: str) -> pd.Series:
        """One column of the index, read alone."""
        if name == marks.TAGS and self._marked:
            return marks.column(self.marks, self.column("face_id"))
        if "index" in self.__dict__:
            return self.index[name]
        return self.brought([name])[name]

    @property
    def columns(self) -> list[str]:
        import pyarrow.parquet

        try:
            known = pyarrow.parquet.read_schema(self.folder / INDEX).names
        except (OSError, ValueError) as error:
            raise self._gone() from error
        return [*known, marks.TAGS] if self._marked and marks.TAGS not in known else known

    @property
    def _marked(self) -> bool:
        """Something was said of faces here; such tags stand in place of those that came with the faces."""
        return marks.FACT in self.facts

    @cached_property
    def marks(self) -> pd.DataFrame:
        """One line a mark: `face_id` and `word`, a tag or `excluded`."""
        try:
            return marks.read(self.folder, self.facts)
        except (OSError, ValueError) as error:
            raise self._gone() from error

    @cached_property
    def excluded(self) -> np.ndarray:
        """Positions of the faces that are left out, ascending."""
        if not marks.excluded(self.facts):
            return np.empty(0, np.int64)
        named = self.marks["face_id"][self.marks["word"] == marks.EXCLUDED]
        found = pd.Index(self.column("face_id")).get_indexer(pd.Index(named))
        return np.sort(found[found >= 0])

    def rows(self, split: str | None = None, *, excluded: bool = False) -> np.ndarray:
        """Positions of the faces of one split, or of all.

        Args:
            excluded: also those that are left out.
        """
        rows = np.arange(self.count)
        if split is not None:
            rows = np.flatnonzero(self.column("split").to_numpy() == split)
        return rows if excluded else np.setdiff1d(rows, self.excluded, assume_unique=True)

    def as_read(self, rows: np.ndarray) -> np.ndarray:
        """The same positions, by the names of the files that the faces came in."""
        return rows[reading.in_order(self.column("source").iloc[rows].tolist())]

    def positions(self, face_ids) -> np.ndarray:
        """Where these faces are, in the order asked for.

        Raises:
            FaceSetError: one of them is not in the set.
        """
        found = pd.Index(self.column("face_id")).get_indexer(pd.Index(face_ids))
        if (found < 0).any():
            missing = np.asarray(face_ids)[found < 0][0]
            raise FaceSetError(f"There is no face {missing} in “{self.name}”.", "Reload the page.")
        return found

    def brought(self, columns: list[str] | None = None) -> pd.DataFrame:
        """The index as it came in, without what was said of the faces since."""
        # Rows beyond the count belong to an addition that never finished.
        try:
            index = pd.read_parquet(self.folder / INDEX, columns=columns).iloc[: self.count]
        except (OSError, ValueError) as error:
            raise self._gone() from error
        texts = index.select_dtypes(["object", "string"])
        index[texts.columns] = texts.astype(object).where(texts.notna(), None)
        return index

    def _gone(self) -> FaceSetError:
        return FaceSetError(
            f"The face set “{self.name}” cannot be read: it was deleted or damaged meanwhile.",
            "Choose another, or bring it in again.",
        )


def folder_of(name_or_path: str | Path) -> Path:
    """The folder of a set: a bare name lies in the home folder, a path is itself."""
    path = Path(name_or_path)
    bare = not isinstance(name_or_path, Path) and path.name == str(name_or_path)
    return home.face_sets_dir() / path if bare else path


def exists(name: str) -> bool:
    return _facts(folder_of(name)) is not None


def names(*, empty: bool = False) -> list[str]:
    """Names of the sets in the home folder, newest first.

    Args:
        empty: also those of which every picture was refused.
    """
    known = []
    for folder in home.face_sets_dir().glob("[!.]*/"):
        facts = _facts(folder)
        if facts and (facts["count"] or empty):
            known.append((facts.get("created", ""), folder.name))
    return [name for _, name in sorted(known, key=lambda pair: (pair[0], pair[1]), reverse=True)]


def delete(name: str) -> None:
    """Remove a set with all that belongs to it: pixels, index, ledger, refused pictures, what was computed.

    Raises:
        FaceSetError: there is none of that name.
    """
    folder = home.face_sets_dir() / home.checked_name(name)
    if not folder.is_dir():
        raise FaceSetError(f"There is no face set “{name}”.")
    version = (_facts(folder) or {}).get("version")
    doomed = folder.with_name(f".deleted-{folder.name}")
    shutil.rmtree(doomed, ignore_errors=True)
    try:
        folder.rename(doomed)
    except OSError as error:  # Windows, while a run or a page reads it
        raise FaceSetError(
            f"The face set “{name}” is in use.", "Stop what works with it, then try again."
        ) from error
    shutil.rmtree(doomed, ignore_errors=True)  # what is left, the next import sweeps away
    for report in (home.cache_dir() / "reports").glob(f"*-{version}*.json"):
        report.unlink(missing_ok=True)
    _forget()
    active.forget(active.FACES, folder.name)


def _forget() -> None:
    """Remove what was computed and finished downloads of all sets: no one is told from another."""
    for part in ("maps", "latents", "priors", "targets", "trials", "films"):
        shutil.rmtree(home.cache_dir() / part, ignore_errors=True)
    for finished in (home.cache_dir() / "downloads").glob("*/.complete"):
        shutil.rmtree(finished.parent, ignore_errors=True)


def _facts(folder: Path) -> dict | None:
    try:
        facts = home.read_json(folder / FACTS)
        return facts if {"size", "count", "version", "name"} <= facts.keys() else None
    except (OSError, json.JSONDecodeError, UnicodeDecodeError, AttributeError):
        return None
