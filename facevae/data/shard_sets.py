"""Face sets of tar shards: an index of what lies in them, or a copy of it."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from facevae import home
from facevae.data import tables
from facevae.data.faceset import FaceSet
from facevae.data.shards import MEMBERS, SHARDS, Sample, identity, picture, samples
from facevae.data.writer import FaceSetWriter, check_size
from facevae.errors import PictureError, SourceError
from facevae.progress import Progress, silent

CHUNK = 1024


@dataclass(frozen=True)
class Brought:
    """A face set made of shards, and how many of their pictures were refused, by reason."""

    face_set: FaceSet
    refused: dict[str, int]


class ShardSetWriter(FaceSetWriter):
    """Writes where the pictures lie in place of the pictures."""

    kept, beside = MEMBERS, (SHARDS,)

    def __init__(self, name: str, size: int, shards: list[Path], **facts: Any):
        super().__init__(name, size, **facts)
        self._shards = shards

    def __enter__(self) -> "ShardSetWriter":
        super().__enter__()
        home.write_json(self.folder / SHARDS, [identity(shard) for shard in self._shards])
        return self

    def point(self, members: np.ndarray) -> None:
        """Append where faces are, (n, 3): number of the shard, offset in it, length."""
        self._file.write(members.astype(np.int64).tobytes())
        self.count += len(members)


def found(paths: Sequence[Path]) -> list[Path]:
    """The shards among files and folders, in the order of their names.

    Raises:
        SourceError: there is none, or a path is not there.
    """
    shards: list[Path] = []
    for path in paths:
        if not path.exists():
            raise SourceError(f"There is no file or folder “{path}”.", "Check the path.")
        shards += sorted(path.rglob("*.tar")) if path.is_dir() else [path]
    if not shards:
        raise SourceError(f"There is no tar in “{paths[0]}”.", "Name tar shards, or a folder of them.")
    return [path.resolve() for path in shards]


def bring_in(
    paths: Sequence[Path],
    name: str,
    *,
    size: int = 64,
    copy: bool = False,
    check: bool = False,
    seed: int = 0,
    progress: Progress = silent,
) -> Brought:
    """A face set of the pictures in tar shards, the middle square of each.

    What a sample's JSON says becomes its labels as a table's columns would; a `cls` is its identity.

    Args:
        paths: shards, or folders of them.
        copy: decode all pictures once into a set of its own; else they are read where they lie.
        check: decode them all the same, and leave out those that cannot be.
        seed: of the splits.

    Raises:
        SourceError: a shard cannot be read, or there is no picture in them.
        FaceSetError: the name is taken.
    """
    check_size(size)
    shards = found(paths)
    facts: dict[str, Any] = {"source": _told(len(shards)), "seed": seed}
    labels, refused = _Labels(shards), Counter()
    new = FaceSetWriter(name, size, **facts) if copy else _in_place(name, size, shards, facts)
    try:
        with new as writer:
            for number, shard in enumerate(shards):
                progress(number, len(shards), "Reading shards")
                for part in _parts(shard, size if copy or check else 0, refused):
                    labels.note(number, part.samples)
                    if copy:
                        writer.add(part.pictures, pd.DataFrame(index=range(len(part.samples))))
                    else:
                        places = [(number, sample.offset, sample.length) for sample in part.samples]
                        writer.point(np.array(places))
            if not writer.count:
                raise SourceError(f"There is no picture in “{paths[0]}”.", "Choose shards with pictures.")
            progress(len(shards), len(shards), "Writing the index")
            writer.describe(labels.table())
    except ValueError as error:
        raise SourceError(
            f"Of the samples there are {error}.", "Give each sample a name of its own."
        ) from error
    return Brought(FaceSet.open(name), dict(refused))


def _in_place(name: str, size: int, shards: list[Path], facts: dict[str, Any]) -> ShardSetWriter:
    return ShardSetWriter(name, size, shards, **facts, facts={"pixels": "shards"})


def _told(count: int) -> str:
    return "1 shard" if count == 1 else f"{count:,} shards"


@dataclass
class _Part:
    samples: list[Sample]
    pictures: np.ndarray | None


def _parts(shard: Path, size: int, refused: Counter) -> Iterator[_Part]:
    """The samples of a shard in parts, with their pictures where a size is given."""
    part: list[Sample] = []
    pictures: list[np.ndarray] = []
    with open(shard, "rb", buffering=0) as file:
        for sample in samples(shard):
            if size:
                file.seek(sample.offset)
                try:
                    pictures.append(picture(file.read(sample.length), size))
                except PictureError as error:
                    refused[error.reason] += 1
                    continue
            part.append(sample)
            if len(part) == CHUNK:
                yield _Part(part, np.stack(pictures) if size else None)
                part, pictures = [], []
    if part:
        yield _Part(part, np.stack(pictures) if size else None)


class _Labels:
    """What the samples of all shards say of themselves; equal texts are kept once."""

    def __init__(self, shards: list[Path]):
        names = [shard.name for shard in shards]
        once = len(set(names)) == len(names)
        self._shards = names if once else [shard.as_posix() for shard in shards]
        self._sources: list[str] = []
        self._columns: dict[str, list[str | None]] = {}

    def note(self, shard: int, part: list[Sample]) -> None:
        for sample in part:
            for name, value in {tables.word(name): value for name, value in sample.labels.items()}.items():
                column = self._columns.setdefault(name, [])
                column += [None] * (len(self._sources) - len(column))
                column.append(value if value is None else sys.intern(value))
            self._sources.append(f"{self._shards[shard]}/{sample.key}")

    def table(self) -> pd.DataFrame:
        """A row a sample, its labels in our words."""
        count = len(self._sources)
        filled = {name: column + [None] * (count - len(column)) for name, column in self._columns.items()}
        rows = pd.DataFrame(index=range(count))
        if filled:
            rows = tables.understand(pd.DataFrame(filled, dtype=object), [])
        return rows.assign(source=self._sources)
