"""Which map is asked for, and how it comes to be: from disk, or drawn in the background."""

import hashlib
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import streamlit as st

from facevae.dashboard import caches, jobs
from facevae.progress import Progress, silent

MOST = 1_000_000  # faces on one map
SHOWN = {2: 100_000, 3: 30_000}  # points drawn at once; more make the browser slow
SAMPLE_SEED = 0
MOVING = 5000  # points shown while a map is being drawn


@dataclass(frozen=True)
class Request:
    """A map of the active faces by the active model.

    Args:
        split: `train`, `validation`, `test`, or None for all faces.
        part: of the latents, such as `identity`; empty for all of them.
        settings: of the method, names and numbers.
    """

    set_name: str
    version: str
    checkpoint_id: str
    method: str
    split: str | None = None
    part: str = ""
    dimensions: int = 2
    distance: str = "euclidean"
    seed: int = 0
    settings: tuple[tuple[str, float], ...] = ()

    @property
    def key(self) -> str:
        return "map-" + hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    @property
    def view(self) -> str:
        """The same while faces are excluded and taken back: the user looks at one place."""
        return replace(self, version=self.version.split("~")[0]).key


class _NotDrawnYet(Exception):
    pass


def rows_of(faces, split: str | None) -> np.ndarray:
    """Positions of the faces to lay out; of very many a sample, the same every time."""
    rows = faces.rows(split)
    if len(rows) <= MOST:
        return rows
    return np.sort(np.random.default_rng(SAMPLE_SEED).choice(rows, MOST, replace=False))


@st.cache_resource(max_entries=8, show_spinner=False)
def _rows(version: str, split: str | None, _faces) -> tuple[np.ndarray, pd.Index]:
    rows = rows_of(_faces, split)
    return rows, pd.Index(_faces.column("face_id").iloc[rows])


def faces_on(request: Request) -> tuple[np.ndarray, pd.Index]:
    """Positions in the set and face_ids of the faces on the map; shared, so not to be changed."""
    return _rows(request.version, request.split, caches.face_set(request.set_name))


@st.cache_resource(max_entries=8, show_spinner=False)
def shown(request: Request, _drawn) -> np.ndarray:
    """Rows of the map that are drawn: all, or of very many fewer where they lie dense."""
    from facevae.latents.thinning import thinned

    return thinned(_drawn.points, SHOWN[request.dimensions], SAMPLE_SEED)


@st.cache_resource(max_entries=1)
def _moving() -> dict[str, np.ndarray]:
    """Of maps being drawn, by key: some of the points so far."""
    return {}


def moving(request: Request) -> tuple[np.ndarray, np.ndarray] | None:
    """Rows and points of some faces, at most `MOVING`, of a map being drawn; None before there are any."""
    points = _moving().get(request.key)
    if points is None:
        return None
    rows = _laid_out(request)
    return rows[:: -(-len(rows) // MOVING)], points


@st.cache_resource(max_entries=2, show_spinner=False)
def _laid_out(request: Request) -> np.ndarray:
    """Rows of the map that t-SNE and UMAP lay out; the others are placed among them."""
    from facevae.latents.projection import FITTED
    from facevae.latents.set_maps import kinds
    from facevae.latents.subset import stratified

    faces, (rows, _) = caches.face_set(request.set_name), faces_on(request)
    return stratified(len(rows), FITTED, kinds(faces, rows), request.seed)


def latents(request: Request, codec, progress: Progress = silent) -> np.ndarray:
    """The latents of the faces on the map, or the part of them that it is made of, (N, D)."""
    return of_part(request, codec, whole_latents(request, codec, progress))


def whole_latents(request: Request, codec, progress: Progress = silent) -> np.ndarray:
    """All numbers of the latents of the faces on the map, (N, D)."""
    from facevae.latents import store

    return store.latents(codec, caches.face_set(request.set_name), faces_on(request)[0], progress)


def of_part(request: Request, codec, z: np.ndarray) -> np.ndarray:
    """Whole latents as the map uses them: the part asked for, at the length that its distance wants."""
    from facevae.latents import set_maps

    return set_maps.of_part(codec, z, request.part, request.distance)


def _draw(request: Request, latents, progress: Progress, watch=None):
    from facevae.latents import set_maps
    from facevae.latents.projection_steps import unwatched

    return set_maps.draw(
        caches.face_set(request.set_name),
        faces_on(request)[0],
        latents,
        split=request.split,
        checkpoint_id=request.checkpoint_id,
        method=request.method,
        dimensions=request.dimensions,
        distance=request.distance,
        part=request.part,
        seed=request.seed,
        progress=lambda done, total, doing: progress(done / max(1, total), 1, doing),  # its steps tell no one
        watch=watch or unwatched,
        **dict(request.settings),
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def _known(request: Request):
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
    board = _moving()

    def watch(points: np.ndarray) -> None:
        board[request.key] = points[:: -(-len(points) // MOVING)].copy()

    def work(progress: Progress):
        try:
            return _draw(request, lambda: latents(request, codec, progress), progress, watch)
        finally:
            board.pop(request.key, None)

    return jobs.start(request.key, "Drawing the map", work)
