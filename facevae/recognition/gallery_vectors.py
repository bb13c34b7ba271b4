"""The vectors of a gallery's pictures, kept beside them, one file an embedder."""

import io
from collections.abc import Callable, Container, Sequence
from pathlib import Path
from threading import Lock
from zipfile import BadZipFile

import numpy as np

from facevae import home
from facevae.progress import Progress, silent
from facevae.recognition.embedding import CHUNK, Embedder
from facevae.recognition.search import Index

Picture = Callable[[str], np.ndarray]
MAKING = Lock()
_last: dict[Path, tuple[tuple, Index]] = {}  # the index asked last, by gallery


def vectors(
    folder: Path, faces: Sequence[str], picture: Picture, embedder: Embedder, progress: Progress = silent
) -> np.ndarray:
    """A vector for each face, (N, d); those missing in the file are made and kept there."""
    path = folder / "vectors" / f"{embedder.id}.npz"
    with MAKING:
        known = _read(path)
        missing = [face for face in faces if face not in known]
        for start in range(0, len(missing), CHUNK):
            progress(start, len(missing), "Reading enrolled faces")
            part = missing[start : start + CHUNK]
            known |= _made(part, [picture(face) for face in part], embedder)
        progress(len(missing), len(missing), "Reading enrolled faces")
        if missing:
            _write(path, known)
    return np.stack([known[face] for face in faces])


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
    key = (version, embedder.id)
    if folder not in _last or _last[folder][0] != key:
        _last[folder] = key, Index(make())
    return _last[folder][1]


def keep(folder: Path, faces: Container[str]) -> None:
    """Remove the vectors of all but these faces, whatever made them."""
    forget(folder)
    with MAKING:
        for path in (folder / "vectors").glob("*.npz"):
            known = _read(path)
            left = {face: vector for face, vector in known.items() if face in faces}
            if len(left) < len(known) or not left:
                _write(path, left)


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
