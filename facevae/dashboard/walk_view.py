"""A walk from one face to another through latent space: a strip, a slider, a GIF."""

import io

import numpy as np
import streamlit as st

from facevae.dashboard import caches, navigation, prior_view, state
from facevae.dashboard.comparison import enlarged
from facevae.dashboard.faces import face_strip
from facevae.dashboard.messages import plain
from facevae.dashboard.picker import face_picker

SHOWN = 12
HOW = {"spherical": "Around (spherical)", "linear": "Straight (linear)"}
FRAME_MS = 90


def show(variational: bool) -> None:
    """Choose two faces, walk from one to the other.

    Args:
        variational: whether the model has a prior to take faces from.
    """
    ends = _ends(variational)
    if ends is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        steps = st.slider("Steps", 3, 25, 11, key="walk-steps", persist_state="session", width=220)
        how = st.segmented_control(
            "Way",
            list(HOW),
            default="spherical",
            required=True,
            format_func=HOW.get,
            key="walk-how",
            persist_state="session",
        )
    pictures = walk(*ends, steps, how)
    face_strip(pictures, size=72, labels=["from", *[""] * (steps - 2), "to"])
    _stroll(pictures)


def walk(z0: np.ndarray, z1: np.ndarray, steps: int, how: str) -> np.ndarray:
    """Pictures (steps, S, S, 3) from one latent to the other."""
    codec = caches.codec()
    return _walk(codec.checkpoint.id, z0, z1, steps, how, codec)


@st.cache_data(max_entries=32, show_spinner=False)
def _walk(checkpoint_id: str, z0: np.ndarray, z1: np.ndarray, steps: int, how: str, _codec) -> np.ndarray:
    from facevae.latents.interpolation import path

    return _codec.decode(path(z0, z1, steps, how))


def _ends(variational: bool) -> tuple[np.ndarray, np.ndarray] | None:
    """The latents of the two chosen faces; None where there are no faces to choose."""
    sources = {"prior": "Generated faces"} if variational else {}
    if state.face_set():
        sources["set"] = f"Faces of “{plain(state.face_set())}”"
    if not sources:
        st.info("A walk needs two faces to begin and end with: bring some in on the Data page.")
        st.page_link(navigation.path("data"), label="Bring faces in")
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        source = next(iter(sources))
        if len(sources) > 1:
            source = st.segmented_control(
                "Between two",
                list(sources),
                default=source,
                required=True,
                format_func=sources.get,
                key="walk-source",
                persist_state="session",
            )
        if st.button("Others", icon=":material/shuffle:"):
            st.session_state["walk-turn"] = st.session_state.get("walk-turn", 0) + 1
    return _chosen(source)


def _chosen(source: str) -> tuple[np.ndarray, np.ndarray]:
    turn = st.session_state.get("walk-turn", 0)
    z, pictures = prior_view.sampled(SHOWN, 1000 + turn, 1.0) if source == "prior" else _of_set(turn)
    values = [f"{source}-{turn}-{number}" for number in range(len(z))]
    ends = []
    for key, label, first in (("walk-from", "From", 0), ("walk-to", "To", min(1, len(z) - 1))):
        st.caption(label)
        order = np.roll(np.arange(len(z)), -first)
        chosen = face_picker(pictures[order], values=[values[i] for i in order], key=key, size=64)
        ends.append(z[values.index(chosen)])
    return ends[0], ends[1]


def _of_set(turn: int) -> tuple[np.ndarray, np.ndarray]:
    from facevae.latents import store

    faces = caches.face_set()
    rows = np.random.default_rng(turn).choice(len(faces), min(SHOWN, len(faces)), replace=False)
    return store.latents(caches.codec(), faces, rows), np.asarray(faces.pixels[rows])


@st.fragment
def _stroll(pictures: np.ndarray) -> None:
    """One step of the walk large, and the walk to keep."""
    last = len(pictures)
    left, right = st.columns([1, 2], gap="medium", vertical_alignment="bottom")
    with right:
        step = st.slider("Step of the walk", 1, last, (last + 1) // 2, key=f"walk-step-{last}")
        st.download_button(
            "Download as GIF",
            lambda: gif(pictures),
            "walk.gif",
            "image/gif",
            icon=":material/gif_box:",
            on_click="ignore",
        )
    with left:
        face_strip(pictures[step - 1][None], size=200, alts=[f"step {step} of {last}"])


def gif(pictures: np.ndarray, side: int = 256) -> bytes:
    """The walk there and back as an endless GIF."""
    frames = [enlarged(picture, side) for picture in (*pictures, *pictures[-2:0:-1])]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=FRAME_MS, loop=0)
    return buffer.getvalue()
