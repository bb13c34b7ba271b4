"""Which map is asked for, and how it comes to be: from disk, or drawn in the background."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from facevae.dashboard import caches, jobs
from facevae.progress import Progress

MOST = 20_000  # faces on one map; more make the browser slow
SAMPLE_SEED = 0


@dataclass(frozen=True)
class Request:
    """A map of the active faces by the active model.

    Args:
        split: `train`, `validation`, `test`, or None for all faces.
    """

    set_name: str
    version: str
    checkpoint_id: str
    method: str
    split: str | None = None
    perplexity: int = 30
    neighbours: int = 15
    seed: int = 0

    @property
    def key(self) -> str:
        return "map-" + "-".join(map(str, vars(self).values()))


class _NotDrawnYet(Exception):
    pass


def rows_of(faces, split: str | None) -> np.ndarray:
    """Positions of the faces to draw; of very many a sample, the same every time."""
    rows = faces.rows(split)
    if len(rows) <= MOST:
        return rows
    return np.sort(np.random.default_rng(SAMPLE_SEED).choice(rows, MOST, replace=False))


@st.cache_data(max_entries=8, show_spinner=False)
def _rows(version: str, split: str | None, _faces) -> tuple[np.ndarray, list[str]]:
    rows = rows_of(_faces, split)
    return rows, _faces.column("face_id").iloc[rows].tolist()


def faces_on(request: Request) -> tuple[np.ndarray, list[str]]:
    """Positions in the set and face_ids of the faces on the map."""
    return _rows(request.version, request.split, caches.face_set(request.set_name))


def _draw(request: Request, latents, progress: Progress):
    from facevae.latents import maps

    return maps.draw(
        latents,
        checkpoint_id=request.checkpoint_id,
        set_version=request.version,
        face_ids=faces_on(request)[1],
        method=request.method,
        seed=request.seed,
        perplexity=request.perplexity,
        neighbours=request.neighbours,
        progress=lambda done, total, doing: progress(done / max(1, total), 1, doing),  # its steps tell no one
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def _known(request: Request):
    from facevae.progress import silent

    def missing():
        raise _NotDrawnYet

    return _draw(request, missing, silent)


def known(request: Request):
    """The `latents.maps.Map` if it was drawn before, else None."""
    try:
        return _known(request)
    except _NotDrawnYet:
        return None


def draw_in_background(request: Request, codec) -> jobs.Job:
    """Start drawing; it goes on while the user looks at other pages."""
    faces = caches.face_set(request.set_name)
    rows = faces_on(request)[0]

    def work(progress: Progress):
        from facevae.latents import store

        return _draw(request, lambda: store.latents(codec, faces, rows, progress), progress)

    return jobs.start(request.key, "Drawing the map", work)
