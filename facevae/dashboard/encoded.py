"""Latents of many faces, encoded with progress and kept for the pages that ask again."""

import hashlib
import threading
from collections import OrderedDict

import numpy as np
import streamlit as st

from facevae.progress import Progress, silent

CHUNK = 256
KEPT = 6


class _Kept:
    """The last few arrays of latents, shared by all sessions."""

    def __init__(self):
        self.lock = threading.Lock()
        self.arrays: OrderedDict[tuple, np.ndarray] = OrderedDict()

    def get(self, key: tuple) -> np.ndarray | None:
        with self.lock:
            if key in self.arrays:
                self.arrays.move_to_end(key)
            return self.arrays.get(key)

    def put(self, key: tuple, latents: np.ndarray) -> None:
        with self.lock:
            self.arrays[key] = latents
            while len(self.arrays) > KEPT:
                self.arrays.popitem(last=False)


@st.cache_resource(max_entries=1, show_spinner=False)
def _kept() -> _Kept:
    return _Kept()


def latents(codec, faces, rows: np.ndarray, progress: Progress = silent) -> np.ndarray:
    """Posterior means (N, D) of these rows of a face set.

    Args:
        progress: called after each few hundred faces; what it raises ends the work.
    """
    kept = _kept()
    key = (codec.checkpoint.id, faces.version, hashlib.sha256(np.ascontiguousarray(rows).tobytes()).digest())
    known = kept.get(key)
    if known is None:
        known = _encode(codec, faces, rows, progress)
        kept.put(key, known)
    return known


def _encode(codec, faces, rows: np.ndarray, progress: Progress) -> np.ndarray:
    parts = []
    for start in range(0, len(rows), CHUNK):
        progress(start, len(rows), "Encoding the faces")
        parts.append(codec.encode(faces.pixels[rows[start : start + CHUNK]]).mu)
    progress(len(rows), len(rows), "Encoding the faces")
    return np.concatenate(parts)
