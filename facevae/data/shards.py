"""Pictures in tar shards as WebDataset makes them, read where they lie.

A shard's members that share a name up to the first dot make up a sample: `0001.jpg`, `0001.json`, `0001.cls`.

Source: Aizman, Maltby and Breuel 2019, https://arxiv.org/abs/2001.01858
"""

import hashlib
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from facevae.errors import FaceSetError, PictureError, SourceError
from facevae.faces.decode import decode
from facevae.home import read_json

MEMBERS, SHARDS = "members.i64", "shards.json"
PICTURES = ("jpg", "jpeg", "png", "webp", "bmp", "ppm", "pgm", "gif", "tif", "tiff")
LARGEST_PICTURE, LARGEST_LABELS = 64 * 2**20, 2**20  # bytes
EDGE = 2**20
BLOCK = 256  # faces next to each other in a shard, that are learned from soon after each other


def identity(shard: Path) -> dict[str, Any]:
    """By what a shard is known again: its place, its length, and a digest of its first and last mebibyte."""
    with open(shard, "rb") as file:
        first = file.read(EDGE)
        length = file.seek(0, 2)
        file.seek(max(0, length - EDGE))
        digest = hashlib.sha256(first + file.read(EDGE)).hexdigest()
    return {"path": str(shard), "bytes": length, "edges": digest[:16]}


@dataclass
class Sample:
    """One face in a shard: where its picture begins, its length in bytes, and its labels as text."""

    key: str
    offset: int = -1
    length: int = 0
    labels: dict[str, str | None] = field(default_factory=dict)


def samples(shard: Path) -> Iterator[Sample]:
    """The samples of one shard that have a picture, in their order; of several pictures the first.

    Raises:
        SourceError: it is no plain tar, is cut short, or its labels cannot be read.
    """
    sample = Sample("")
    try:
        with tarfile.open(shard, "r:") as tar:
            for member in tar:
                tar.members = []  # else every header is kept
                if not member.isreg() or member.issparse():
                    continue
                key, ending = _parts(member.name)
                if key != sample.key:
                    if sample.length:
                        yield sample
                    sample = Sample(key)
                _take(sample, member, ending, tar)
            _require_end(tar)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise SourceError(
            f"The shard “{shard.name}” cannot be read: {error}.",
            "Make it anew as a plain tar; compressed ones cannot be read in place.",
        ) from error
    if sample.length:
        yield sample


def _require_end(tar: tarfile.TarFile) -> None:
    """Refuse a tar whose members do not end with its end mark: Python reads it as if it were whole."""
    tar.fileobj.seek(tar.offset)
    mark = tar.fileobj.read(tarfile.BLOCKSIZE)
    if len(mark) < tarfile.BLOCKSIZE or mark.strip(b"\0"):
        raise tarfile.ReadError("it is damaged or cut short")


def _parts(name: str) -> tuple[str, str]:
    """`people/0001.left.JPG` as `people/0001` and `jpg`."""
    folder, slash, file = name.rpartition("/")
    key, _, endings = file.partition(".")
    return folder + slash + key, endings.rpartition(".")[2].lower()


def _take(sample: Sample, member: tarfile.TarInfo, ending: str, tar: tarfile.TarFile) -> None:
    """Note what the member says of its sample."""
    if ending in PICTURES and not sample.length and member.size <= LARGEST_PICTURE:
        sample.offset, sample.length = member.offset_data, member.size
    elif ending in ("json", "cls") and member.size <= LARGEST_LABELS:
        content = tar.extractfile(member).read()
        sample.labels = (
            _labels(content, member.name) if ending == "json" else _class(content)
        ) | sample.labels


def _class(content: bytes) -> dict[str, str | None]:
    return {"identity": content.decode("utf-8", "replace").strip() or None}


def _labels(content: bytes, name: str) -> dict[str, str | None]:
    """The plain values of a JSON object as text."""
    try:
        told = json.loads(content)
    except ValueError as error:
        raise SourceError(f"The labels “{name}” are no JSON.", "Correct them, then try again.") from error
    if not isinstance(told, dict):
        return {}
    return {str(key): _text(value) for key, value in told.items() if not isinstance(value, (dict, list))}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


class ShardPixels:
    """Pictures of a set that lie in shards, decoded when asked for, in place of an array (N, S, S, 3).

    Args:
        folder: the face set's, with the members' table (N, 3): shard, offset, length; and the shards' list.
    """

    dtype = np.dtype(np.uint8)
    ndim = 4

    def __init__(self, folder: Path, count: int, size: int):
        self.folder = folder
        self.shape = (count, size, size, 3)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, which: Any) -> np.ndarray:
        if isinstance(which, tuple):
            return self[which[0]][(slice(None), *which[1:]) if np.ndim(which[0]) else which[1:]]
        rows = np.arange(len(self))[which]
        return self.read(np.atleast_1d(rows)).reshape(*np.shape(rows), *self.shape[1:])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return self[:].astype(dtype or self.dtype, copy=False)

    @cached_property
    def members(self) -> np.ndarray:
        return np.memmap(self.folder / MEMBERS, np.int64, mode="r", shape=(len(self), 3))

    @cached_property
    def shards(self) -> list[dict[str, Any]]:
        return read_json(self.folder / SHARDS)

    def blocks(self, rows: np.ndarray) -> np.ndarray:
        """Numbers (n,) of the blocks that these rows lie in; those of one lie side by side in a shard."""
        shard = np.asarray(self.members[:, 0])
        within = np.arange(len(shard)) - np.searchsorted(shard, shard)
        changes = np.diff(shard * len(shard) + within // BLOCK, prepend=-1) != 0
        return np.cumsum(changes)[rows] - 1

    def read(self, rows: np.ndarray) -> np.ndarray:
        """The pictures of these rows, (n, S, S, 3); may be called by several threads.

        Raises:
            FaceSetError: a shard is gone or another, or a picture in it is damaged.
        """
        rows = np.asarray(rows)
        pictures = np.empty((len(rows), *self.shape[1:]), np.uint8)
        members = np.asarray(self.members[rows]) if len(rows) else np.empty((0, 3), np.int64)
        for number in np.unique(members[:, 0]):
            wanted = np.flatnonzero(members[:, 0] == number)
            self._read(self.shards[number], members[wanted], wanted, pictures)
        return pictures

    def _read(self, shard: dict[str, Any], members: np.ndarray, places: np.ndarray, into: np.ndarray) -> None:
        path = Path(shard["path"])
        try:
            with open(path, "rb", buffering=0) as file:
                if file.seek(0, 2) != shard["bytes"]:
                    raise FaceSetError(
                        f"The shard “{path.name}” has changed since it was brought in.", "Bring it in again."
                    )
                for place in np.argsort(members[:, 1], kind="stable"):
                    _, offset, length = members[place].tolist()
                    file.seek(offset)
                    into[places[place]] = picture(file.read(length), self.shape[1])
        except PictureError as error:
            raise FaceSetError(
                f"A picture in the shard “{path.name}”, {offset:,} bytes from its beginning, is damaged.",
                "Bring the shards in again with --check, which leaves such pictures out.",
            ) from error
        except OSError as error:
            raise FaceSetError(
                f"The shard “{path}” cannot be read: {error.strerror or error}.",
                "Put it back, or bring the shards in again from where they are.",
            ) from error


def picture(content: bytes, size: int) -> np.ndarray:
    """The middle square of an encoded picture, (size, size, 3) uint8.

    Raises:
        PictureError: it cannot be decoded.
    """
    from facevae.faces.align import center_crop  # OpenCV is not needed to open a face set

    decoded = decode(content)
    return decoded if decoded.shape[:2] == (size, size) else center_crop(decoded, size)
