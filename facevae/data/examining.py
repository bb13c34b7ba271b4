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

BATCH, BATCH_DETECTING = 16, 2  # pictures a thread takes at once: enough to be worth it, soon cancelled
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


def examine(source: Source, path: str, cutter: Cutter, signed: bool) -> Examined:
    """Read one file and cut its faces out.

    Args:
        signed: also compute the signature by which a copy in another format is known.
    """
    examined = Examined(path)
    try:
        content = source.read(path)
        if not looks_like_picture(path, content):
            raise PictureError("It is not a picture.", reason="not_a_picture")
        picture = decode.decode(content)
        examined.digest = duplicates.digest(picture)
        examined.signature = duplicates.signature(picture) if signed else None
        examined.cuts = cutter.cut(picture)
    except PictureError as error:
        examined.error = error
    return examined


def looks_like_picture(path: str, content: bytes) -> bool:
    return splitext(path)[1].lower() in PICTURES or content.startswith(MAGIC)


def in_threads(
    work: Callable[[str], T], paths: Sequence[str], progress: Progress, size: int = BATCH
) -> Iterator[T]:
    """The results of `work` in the order of the paths, computed by threads that stay a little ahead."""
    batches = [paths[start : start + size] for start in range(0, len(paths), size)]
    waiting = deque()
    done = 0
    with ThreadPoolExecutor(THREADS) as threads:
        try:
            for batch in [*batches, *[None] * (2 * THREADS)]:
                if batch is not None:
                    waiting.append(threads.submit(lambda batch=batch: [work(path) for path in batch]))
                if waiting and (batch is None or len(waiting) > 2 * THREADS):
                    progress(done, len(paths), DOING)
                    results = waiting.popleft().result()
                    yield from results
                    done += len(results)
            progress(done, len(paths), DOING)
        finally:
            threads.shutdown(wait=True, cancel_futures=True)
