"""Latents of a face set, each face encoded once and kept on disk."""

import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from facevae import home, ranks
from facevae.data.faceset import FaceSet
from facevae.latents.codec import Codec
from facevae.progress import Progress, silent

CHUNK = 256
KEPT = 12  # pairs of checkpoint and set on disk; the least recently written go first

Known = tuple[np.ndarray, np.ndarray]  # rows (M,), ascending, and their latents (M, D)


def folder() -> Path:
    return home.cache_dir() / "latents"


def latents(
    codec: Codec, face_set: FaceSet, rows: np.ndarray | None = None, progress: Progress = silent
) -> np.ndarray:
    """Posterior means (N, D) of these rows of a face set, by default of all.

    Args:
        progress: called after each few hundred faces that had to be encoded; whatever it raises ends the
            work, and what was encoded by then is kept.
    """
    rows = face_set.rows() if rows is None else np.asarray(rows)
    path = folder() / f"{codec.checkpoint.id}-{face_set.content}.npz"
    known = _read(path, codec.config.latent_dim)
    missing = np.setdiff1d(rows, known[0])
    if len(missing):
        known = _with(known, missing, codec, face_set, path, progress)
    return known[1][np.searchsorted(known[0], rows)]


def _with(known: Known, missing: np.ndarray, codec, face_set, path: Path, progress: Progress) -> Known:
    """What is known and the missing rows, all of it kept on disk, also where one rank's work is cut short."""
    parts: list[np.ndarray] = []
    try:
        if ranks.count() == 1:
            for part in _encoded(missing, codec, face_set, progress):
                parts.append(part)
        else:
            parts = [
                ranks.shared(
                    missing, lambda rows: np.concatenate([*_encoded(rows, codec, face_set, progress)])
                )
            ]
    finally:
        encoded = np.concatenate([known[1], *parts])
        rows = np.concatenate([known[0], missing[: len(encoded) - len(known[0])]])
        order = np.argsort(rows)
        known = rows[order], encoded[order]
        if parts and ranks.main():
            with suppress(OSError):  # a full disk costs only the time to encode again
                _write(path, known)
    return known


def _encoded(rows: np.ndarray, codec, face_set, progress: Progress) -> Iterator[np.ndarray]:
    """The latents of these rows, part by part."""
    for start in range(0, len(rows), CHUNK):
        progress(start, len(rows), "Encoding the faces")
        yield codec.encode(face_set.read(rows[start : start + CHUNK])).mu
    progress(len(rows), len(rows), "Encoding the faces")


def _read(path: Path, latent_dim: int) -> Known:
    try:
        with np.load(path, allow_pickle=False) as kept:
            return kept["rows"], kept["z"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return np.empty(0, np.int64), np.empty((0, latent_dim), np.float32)


def _write(path: Path, known: Known) -> None:
    content = io.BytesIO()
    np.savez(content, rows=known[0], z=known[1])
    home.write_bytes(path, content.getvalue())
    home.keep_newest(folder(), ".npz", KEPT)
