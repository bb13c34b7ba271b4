"""What faces on a map can be coloured by: the set's columns, and what is computed of map and model."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import streamlit as st

from facevae.dashboard import caches, jobs, state
from facevae.dashboard.map_request import Request, faces_on, latents
from facevae.progress import Progress

NEVER = ("face_id", "source", "x0", "y0", "x1", "y1")
FIRST = ("expression", "identity", "tags", "split")


class Computed(NamedTuple):
    """A column that is computed: its title, what it says, and whether each map has its own."""

    title: str
    about: str
    of_map: bool


COMPUTED = {
    "=cluster": Computed("cluster", "Groups that lie apart on this map, named by what they share.", True),
    "=distortion": Computed(
        "distortion",
        "Where the map is wrong: the share of a face's ten nearest on it that are not so in latent space.",
        True,
    ),
    "=unusual": Computed(
        "unusualness",
        "How unusual a face is to the model: the share of known faces with a lower negative ELBO, in %.",
        False,
    ),
    "=kl": Computed("KL, nats", "How far the model's description of the face is from its prior.", False),
    "=psnr": Computed(
        "reconstruction, dB", "PSNR of the reconstruction: more is nearer to the picture.", False
    ),
}


def of_set(faces) -> list[str]:
    """Columns of the set by which faces can be coloured, the telling ones first."""
    return _columns(faces.stamp, faces)


@st.cache_data(max_entries=8, show_spinner=False)
def _columns(stamp: str, _faces) -> list[str]:
    usable = [name for name in _faces.columns if name not in NEVER and _faces.column(name).notna().any()]
    return sorted(usable, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))


def in_words(column: str) -> str:
    return COMPUTED[column].title if column in COMPUTED else column.removeprefix("p_").replace("_", " ")


def none(column: str | None) -> str:
    """What the faces without a kind are."""
    return "in no group" if column == "=cluster" else "unlabelled"


def _key(request: Request, name: str) -> str:
    whole = f"{request.checkpoint_id}-{request.version}-{request.split}"
    return f"column-{name}-{request.key if COMPUTED[name].of_map else whole}"


@st.cache_resource(max_entries=1)
def _known() -> dict[str, np.ndarray]:
    """Computed columns by key; at most `KEPT`."""
    return {}


KEPT = 24


def known(request: Request, name: str) -> np.ndarray | None:
    """The values of all faces on the map, (N,); None where they are not computed yet."""
    if name not in COMPUTED:
        return caches.face_set(request.set_name).column(name).to_numpy()[faces_on(request)[0]]
    return _known().get(_key(request, name))


def compute(request: Request, name: str, drawn) -> np.ndarray | None:
    """The values, or the bar of the work that makes them; an error is told until dismissed."""
    key, codec, faces = _key(request, name), caches.codec(), caches.face_set(request.set_name)
    make = _maker(request, name, drawn, codec, faces)
    if st.session_state.get("map-column-asked") != key:
        st.session_state["map-column-asked"] = key
        jobs.start(key, f"Computing {COMPUTED[name].title}", make)
    values = jobs.show(key)
    if values is not None:
        board = _known()
        for old in list(board)[: max(0, len(board) - KEPT + 1)]:
            board.pop(old, None)
        board[key] = values
        jobs.clear(key)
        st.session_state.pop("map-column-asked", None)
    return values


def _maker(request: Request, name: str, drawn, codec, faces) -> Callable[[Progress], np.ndarray]:
    rows = faces_on(request)[0]
    card = _card(state.model())

    def make(progress: Progress) -> np.ndarray:
        if name == "=distortion":
            from facevae.latents.trust import distortion

            return distortion(latents(request, codec, progress), drawn.points, progress=progress)
        if name == "=cluster":
            from facevae.latents.clusters import clusters, named

            progress(0, 1, "Finding groups")
            labels = {column: faces.column(column).to_numpy()[rows] for column in of_labels(faces)}
            return named(clusters(drawn.points), labels)
        from facevae.latents.judged import judged
        from facevae.latents.unusual import percentiles

        found = judged(codec, faces, rows, progress)
        return percentiles(card, found["nll"] + found["kl"]) if name == "=unusual" else found[name[1:]]

    return make


def _card(model: str) -> dict:
    from facevae.training import cards

    return cards.read(model)


def of_labels(faces) -> list[str]:
    """Columns that name groups: people, expressions and what else has few kinds."""
    return [name for name in of_set(faces) if name != "split" and faces.column(name).dtype == object]
