"""Where pictures come from: a zip, a folder, single files or uploads, listed first and read one by one.

Nothing is ever unpacked to disk. What must not be read (a bomb, an encrypted or nested file, a name that
leads out of the source) is listed with the reason instead.
"""

import io
import lzma
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from posixpath import splitext

import cv2
import numpy as np

from facevae.data.reading import natural
from facevae.errors import PictureError, SourceError

MAX_FILES = 1_000_000
MAX_BYTES = 100 * 2**20  # one picture
MAX_TABLE_BYTES = 2**30
BOMB_BYTES, BOMB_RATIO = 8 * 2**20, 100  # a file above both is no picture that a camera makes
LITTER = re.compile(r"(^|/)(__MACOSX|\.[^/.][^/]*|Thumbs\.db|desktop\.ini)(/|$)", re.IGNORECASE)
NESTED = {".zip", ".tar", ".gz", ".tgz", ".7z", ".rar", ".bz2", ".xz"}
DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)
Uploads = list[tuple[str, bytes]]


@dataclass
class Source:
    """Files by their path inside the source, and those refused unread with (reason, detail).

    `rows` holds labels by path where the source itself knows them.
    """

    name: str
    files: dict[str, object] = field(default_factory=dict)
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)
    rows: dict[str, dict] = field(default_factory=dict)

    def read(self, path: str) -> bytes:
        """The bytes of one file.

        Raises:
            PictureError: it is damaged or of a kind that cannot be read.
        """
        raise NotImplementedError

    def close(self) -> None:
        pass

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def list_file(self, path: str, where: object, problem: tuple[str, str] | None) -> None:
        if LITTER.search(path):
            return
        path = path.encode("utf-8", "replace").decode()  # a file system may hold names that are no text
        path = _unused(path, self.files.keys() | self.refused.keys()) if path in self else path
        if problem:
            self.refused[path] = problem
        else:
            self.files[path] = where

    def __contains__(self, path: str) -> bool:
        return path in self.files or path in self.refused


class ArraySource(Source):
    """Pictures that are pixels already, by path, with their labels."""

    def __init__(self, name: str, pictures: dict[str, np.ndarray], rows: dict[str, dict]):
        super().__init__(name, pictures, rows=rows)

    def read(self, path: str) -> bytes:
        return cv2.imencode(".png", self.files[path][..., ::-1])[1].tobytes()


class ZipSource(Source):
    def __init__(self, file: Path | io.BytesIO, name: str):
        super().__init__(name)
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise _no_zip(name) from error
        members = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(members) > MAX_FILES:
            raise SourceError(f"“{name}” holds more than {MAX_FILES:,} files.", "Split it into several zips.")
        for info in members:
            path = info.filename.replace("\\", "/")
            self.list_file(path, info, _unsafe(path) or _member_problem(info))

    def read(self, path: str) -> bytes:
        try:
            return self._zip.read(self.files[path])
        except (*DAMAGE, NotImplementedError, RuntimeError) as error:
            raise PictureError(f"“{path}” is damaged in the zip.", "Pack it again.") from error

    def close(self) -> None:
        self._zip.close()


class FolderSource(Source):
    def __init__(self, folder: Path, paths: Iterator[Path] | None = None, name: str = ""):
        super().__init__(name or folder.resolve().name)
        for file in paths or _walk(folder):
            path = file.relative_to(folder).as_posix()
            self.list_file(path, file, _nested(path) or _size_problem(path, file.stat().st_size))
            if len(self.files) > MAX_FILES:
                raise SourceError(
                    f"“{folder}” holds more than {MAX_FILES:,} files.", "Bring in a part of it."
                )

    def read(self, path: str) -> bytes:
        try:
            return self.files[path].read_bytes()
        except OSError as error:
            raise PictureError(f"“{path}” cannot be read: {error.strerror}.") from error


class UploadSource(Source):
    """Uploaded files; a zip among them counts as a folder of its name."""

    def __init__(self, uploads: Uploads):
        super().__init__(uploads[0][0] if len(uploads) == 1 else f"{len(uploads)} uploads")
        self._zips = []
        if len(uploads) == 1 and _nested(self.name) and not zipfile.is_zipfile(io.BytesIO(uploads[0][1])):
            raise _no_zip(self.name)
        for name, content in uploads:
            path = PurePosixPath(name.replace("\\", "/")).name
            if path and zipfile.is_zipfile(io.BytesIO(content)):
                self._add_zip(ZipSource(io.BytesIO(content), path), alone=len(uploads) == 1)
            else:
                self.list_file(path, content, _nested(path) or _size_problem(path, len(content)))

    def _add_zip(self, part: ZipSource, alone: bool) -> None:
        self._zips.append(part)
        folder = "" if alone else f"{PurePosixPath(part.name).stem}/"
        for path in part.files:
            self.list_file(folder + path, (part, path), None)
        for path, problem in part.refused.items():
            self.list_file(folder + path, None, problem)

    def read(self, path: str) -> bytes:
        where = self.files[path]
        return where if isinstance(where, bytes) else where[0].read(where[1])

    def close(self) -> None:
        for part in self._zips:
            part.close()


def open_source(source: Path | Uploads) -> Source:
    """The files of a zip, a folder, a single picture, or uploads.

    Raises:
        SourceError: there is nothing, or it cannot be read at all.
    """
    if isinstance(source, list):
        if not source:
            raise SourceError("Nothing was chosen.", "Choose a zip, a folder or pictures.")
        return UploadSource(source)
    source = Path(source)
    if source.is_dir():
        return FolderSource(source)
    if not source.is_file():
        raise SourceError(f"There is nothing at “{source}”.", "Check the path.")
    if zipfile.is_zipfile(source):
        return ZipSource(source, source.name)
    if _nested(source.name):
        raise _no_zip(source.name)
    return FolderSource(source.parent, iter([source]), source.name)


def _no_zip(name: str) -> SourceError:
    return SourceError(f"“{name}” is not a zip that can be read.", "Pack the pictures as a zip again.")


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders.sort(key=natural)
        for file in sorted(files, key=natural):
            if (path := Path(parent, file)).is_file():
                yield path


def _unsafe(path: str) -> tuple[str, str] | None:
    outside = path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/")
    return ("unsafe_name", "Its name leads out of the zip.") if outside else None


def _member_problem(info: zipfile.ZipInfo) -> tuple[str, str] | None:
    if info.flag_bits & 0x1:
        return "encrypted", "It is locked with a password."
    if info.file_size > BOMB_BYTES and info.file_size > BOMB_RATIO * max(info.compress_size, 1):
        return "too_large", f"It would unpack from {info.compress_size:,} to {info.file_size:,} bytes."
    return _nested(info.filename) or _size_problem(info.filename, info.file_size)


def _nested(path: str) -> tuple[str, str] | None:
    if splitext(path)[1].lower() in NESTED:
        return "nested_archive", "An archive inside: unpack it and bring it in on its own."
    return None


def _size_problem(path: str, size: int) -> tuple[str, str] | None:
    limit = MAX_TABLE_BYTES if path.lower().endswith(".csv") else MAX_BYTES
    if size > limit:
        return "too_large", f"{size / 2**20:,.0f} MB; at most {limit // 2**20} MB are read."
    return None


def _unused(path: str, taken) -> str:
    """`a/b.jpg` -> `a/b (2).jpg`, the first that is free."""
    pure = PurePosixPath(path)
    number = 2
    while (candidate := str(pure.with_name(f"{pure.stem} ({number}){pure.suffix}"))) in taken:
        number += 1
    return candidate
