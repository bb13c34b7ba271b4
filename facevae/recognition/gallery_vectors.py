"""The vectors of a gallery's pictures, kept beside them, one file an embedder."""

import io
from collections.abc import Callable, Container, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock
from zipfile import BadZipFile

import numpy as np

from facevae import home
from facevae.progress import Progress, silent
from facevae.recognition.embedding import CHUNK, Embedder
from facevae.recognition.search import Index

Picture = Callable[[str], np.ndarray]
Changing = Callable[[], AbstractContextManager[Container[str]]]
MAKING = Lock()  # of one process: what one thread makes, no other does
_last: dict[Path, tuple[tuple, Index]] = {}  # the index asked last, by gallery


def vectors(
    folder: Path,
    faces: Sequence[str],
    picture: Picture,
    embedder: Embedder,
    changing: Changing,
    progress: Progress = silent,
) -> np.ndarray:
    """A vector for each face, (N, d); those missing in the file are made and kept there.

    Args:
        changing: lets nobody else change the gallery in its block, and gives the faces enrolled by then.
    """
    path = folder / "vectors" / f"{embedder.id}.npz"
    with MAKING:
        known, made = _read(path), {}
        missing = [face for face in faces if face not in known]
        for start in range(0, len(missing), CHUNK):
            progress(start, len(missing), "Reading enrolled faces")
            part = missing[start : start + CHUNK]
            made |= _made(part, [picture(face) for face in part], embedder)
        progress(len(missing), len(missing), "Reading enrolled faces")
        if made:
            with changing() as enrolled:  # others may have made vectors meanwhile, or removed faces
                _write(path, _of(_read(path) | made, enrolled))
    return np.stack([(known | made)[face] for face in faces])


def _made(faces: Sequence[str], pictures: Sequence[np.ndarray], embedder: Embedder) -> dict[str, np.ndarray]:
    """A vector by face; pictures of one size are read together."""
    made = {}
    for side in {len(picture) for picture in pictures}:
        alike = [i for i, picture in enumerate(pictures) if len(picture) == side]
        vectors = embedder.embed(np.stack([pictures[i] for i in alike]))
        made |= zip([faces[i] for i in alike], vectors, strict=True)
    return made


def index(folder: Path, version: str, embedder: Embedder, make: Callable[[], np.ndarray]) -> Index:
    """The gallery's vectors to be searched, in memory until the gallery or the embedder is another."""
    key, last = (version, embedder.id), _last.get(folder)
    if last is None or last[0] != key:
        last = _last[folder] = key, Index(make())
    return last[1]


def keep(folder: Path, faces: Container[str]) -> None:
    """Remove the vectors of all but these faces, whatever made them, while nobody changes the gallery."""
    forget(folder)
    for path in (folder / "vectors").glob("*.npz"):
        known = _read(path)
        left = _of(known, faces)
        if len(left) < len(known) or not left:
            _write(path, left)


def _of(known: dict[str, np.ndarray], faces: Container[str]) -> dict[str, np.ndarray]:
    return {face: vector for face, vector in known.items() if face in faces}


def forget(folder: Path) -> None:
    """Take the gallery's vectors out of memory."""
    _last.pop(folder, None)


def _read(path: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(path, allow_pickle=False) as kept:
            return dict(zip(kept["faces"].tolist(), kept["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}


def _write(path: Path, known: dict[str, np.ndarray]) -> None:
    if not known:
        path.unlink(missing_ok=True)
        return
    content = io.BytesIO()
    np.savez(content, faces=np.array(list(known)), vectors=np.stack(list(known.values())))
    home.write_bytes(path, content.getvalue())
