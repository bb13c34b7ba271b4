"""The part of an import that threads do: read a file, decode it, cut its faces out."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from posixpath import splitext
from typing import TypeVar

import numpy as np

from facevae.data import duplicates
from facevae.data.archive import Source
from facevae.data.cutting import Cut, Cutter
from facevae.errors import PictureError
from facevae.faces import decode
from facevae.progress import Progress

BATCH = 16  # pictures a thread takes at once: enough to be worth it, soon cancelled
MOST_VALUES = 2**26  # of the pictures that a thread holds at once, 64 MiB
THREADS = max(2, min(8, os.cpu_count() or 2))
DOING = "Bringing faces in"
PICTURES = (
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp"),
    *(".gif", ".tif", ".tiff", ".pgm", ".ppm", ".pnm"),
)
MAGIC = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"RIFF", b"II*\0", b"MM\0*", b"P2", b"P3", b"P5", b"P6")
T = TypeVar("T")


@dataclass
class Examined:
    """One file after a thread was done with it: faces, or why not."""

    path: str
    digest: bytes | None = None
    signature: np.ndarray | None = None
    cuts: list[Cut] | None = None
    error: PictureError | None = None


def examine(source: Source, paths: Sequence[str], cutter: Cutter, signed: bool) -> list[Examined]:
    """Read some files and cut their faces out.

    Args:
        signed: also compute the signature by which a copy in another format is known.
    """
    files, waiting = [Examined(path) for path in paths], []
    for file in files:
        picture = _picture(source, file, signed)
        if picture is not None:
            waiting.append((file, picture))
        if sum(picture.size for _, picture in waiting) > MOST_VALUES:
            _cut(cutter, waiting)
            waiting = []
    _cut(cutter, waiting)
    return files


def _cut(cutter: Cutter, pictures: list[tuple[Examined, np.ndarray]]) -> None:
    """Note for each file its faces, or why it has none."""
    answers = cutter.cut_all([picture for _, picture in pictures])
    for (file, _), answer in zip(pictures, answers, strict=True):
        if isinstance(answer, PictureError):
            file.error = answer
        else:
            file.cuts = answer


def _picture(source: Source, file: Examined, signed: bool) -> np.ndarray | None:
    """The pixels of a file, or None with its error noted."""
    try:
        content = source.read(file.path)
        if not looks_like_picture(file.path, content):
            raise PictureError("It is not a picture.", reason="not_a_picture")
        picture = decode.decode(content)
    except PictureError as error:
        file.error = error
        return None
    file.digest = duplicates.digest(picture)
    file.signature = duplicates.signature(picture) if signed else None
    return picture


def looks_like_picture(path: str, content: bytes) -> bool:
    return splitext(path)[1].lower() in PICTURES or content.startswith(MAGIC)


def in_threads(
    work: Callable[[Sequence[str]], list[T]], paths: Sequence[str], progress: Progress
) -> Iterator[T]:
    """The results of `work` on some paths at a time, in their order, by threads that stay a little ahead."""
    batches = [paths[start : start + BATCH] for start in range(0, len(paths), BATCH)]
    waiting = deque()
    done = 0
    with ThreadPoolExecutor(THREADS) as threads:
        try:
            for batch in [*batches, *[None] * (2 * THREADS)]:
                if batch is not None:
                    waiting.append(threads.submit(work, batch))
                if waiting and (batch is None or len(waiting) > 2 * THREADS):
                    progress(done, len(paths), DOING)
                    results = waiting.popleft().result()
                    yield from results
                    done += len(results)
            progress(done, len(paths), DOING)
        finally:
            threads.shutdown(wait=True, cancel_futures=True)
