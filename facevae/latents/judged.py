"""How well a model keeps each face of a set, computed once and kept on disk."""

import io
from collections.abc import Mapping
from contextlib import suppress
from zipfile import BadZipFile

import numpy as np

from facevae import home
from facevae.data.faceset import FaceSet
from facevae.latents.codec import Codec
from facevae.latents.store import folder
from facevae.progress import Progress, silent

FIGURES = ("nll", "kl", "psnr")
CHUNK = 256


def judged(
    codec: Codec, face_set: FaceSet, rows: np.ndarray, progress: Progress = silent
) -> Mapping[str, np.ndarray]:
    """Of these rows `nll` and `kl` in nats and `psnr` in dB, each (N,), from the posterior's mean.

    Args:
        progress: called after each few hundred faces; whatever it raises ends the work, and what was computed
            by then is kept.
    """
    path = folder() / f"{codec.checkpoint.id}-{face_set.content}-judged.npz"
    known = _read(path, len(face_set))
    missing = rows[np.isnan(known[rows, 0])]
    try:
        for begin in range(0, len(missing), CHUNK):
            progress(begin, len(missing), "Reconstructing the faces")
            part = missing[begin : begin + CHUNK]
            made = codec.reconstruct(np.asarray(face_set.pixels[part]))
            known[part] = np.stack([getattr(made, name) for name in FIGURES], axis=1)
    finally:
        if len(missing):
            content = io.BytesIO()
            np.savez(content, known=known)
            with suppress(OSError):  # a full disk costs only the time to compute again
                home.write_bytes(path, content.getvalue())
    return {name: known[rows, i] for i, name in enumerate(FIGURES)}


def _read(path, count: int) -> np.ndarray:
    """(count, figures), NaN where not known yet."""
    with suppress(OSError, ValueError, KeyError, EOFError, BadZipFile), np.load(path) as kept:
        if kept["known"].shape == (count, len(FIGURES)):
            return kept["known"]
    return np.full((count, len(FIGURES)), np.nan, np.float32)
