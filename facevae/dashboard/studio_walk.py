"""Between two faces: a strip, a slider, a walk to keep; part by part where the latent has parts."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches, navigation, state, studio_sample, studio_save
from facevae.dashboard.faces import face_strip
from facevae.dashboard.messages import plain, telling_errors
from facevae.dashboard.picker import face_picker
from facevae.dashboard.studio_state import Kept, Studio

SHOWN = 12
HOW = {"spherical": "Around (spherical)", "linear": "Straight (linear)"}
PARTS = {"identity": "Person", "expression": "Expression", "rest": "Rest"}


def show(room: Studio, variational: bool) -> None:
    """Choose two faces, walk from one to the other.

    Args:
        variational: whether the model has a prior to take faces from.
    """
    ends = _ends(room, variational)
    if ends is None:
        return
    codec = caches.codec()
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
        moving = list(codec.parts)
        if len(codec.parts) > 1:
            moving = st.pills(
                "What changes on the way",
                list(codec.parts),
                default=moving,
                selection_mode="multi",
                format_func=PARTS.get,
                key="walk-parts",
                persist_state="session",
            )
    z, pictures = walk(*ends, steps, how, tuple(moving))
    face_strip(pictures, size=72, labels=["from", *[""] * (steps - 2), "to"])
    settings = {"steps": steps, "way": how} | ({"changes": moving} if len(codec.parts) > 1 else {})
    _stroll(
        room, z, pictures, {"kind": "walk", "settings": settings, "of_photograph": ends_are_photographs(room)}
    )


def walk(z0, z1, steps: int, how: str, moving: tuple[str, ...], codec=None) -> tuple[np.ndarray, np.ndarray]:
    """Latents and pictures (steps, S, S, 3) from one latent to the other; other parts stay the first's.

    Args:
        codec: of the latents; the active model's where none is given.
    """
    codec = codec or caches.codec()
    return _walk(codec.checkpoint.id, z0, z1, steps, how, moving, codec)


@st.cache_data(max_entries=32, show_spinner=False)
def _walk(checkpoint_id: str, z0, z1, steps: int, how: str, moving: tuple[str, ...], _codec):
    from facevae.latents.edits import with_part
    from facevae.latents.interpolation import path

    for part in _codec.parts:
        if part not in moving:
            z1 = with_part(_codec, z1, z0, part)
    z = path(z0, z1, steps, how)
    return z, _codec.decode(z)


def ends_are_photographs(room: Studio) -> bool:
    source = st.session_state.get("walk-source")
    if source == "shelf":
        return any(one.of_photograph for one in room.shelf)
    return source == "set" and caches.face_set().facts.get("kind") != state.DRAWN


def _ends(room: Studio, variational: bool) -> tuple[np.ndarray, np.ndarray] | None:
    """The latents of the two chosen faces; None where there are no faces to choose."""
    sources = {"prior": "Generated faces"} if variational else {}
    if state.face_set():
        sources["set"] = f"Faces of “{plain(state.face_set())}”"
    if len(room.shelf) > 1:
        sources["shelf"] = "The shelf"
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
        if source != "shelf" and st.button("Others", icon=":material/shuffle:"):
            st.session_state["walk-turn"] = st.session_state.get("walk-turn", 0) + 1
    return _chosen(room, source)


def _chosen(room: Studio, source: str) -> tuple[np.ndarray, np.ndarray]:
    turn = st.session_state.get("walk-turn", 0)
    if source == "shelf":
        z, pictures = np.stack([one.z for one in room.shelf]), np.stack([one.picture for one in room.shelf])
    elif source == "prior":
        z, pictures = studio_sample.sampled(SHOWN, 1000 + turn, 1.0)
    else:
        z, pictures = _of_set(turn)
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
    return store.latents(caches.codec(), faces, np.sort(rows)), np.asarray(faces.pixels[np.sort(rows)])


@st.fragment
def _stroll(room: Studio, z: np.ndarray, pictures: np.ndarray, told: dict) -> None:
    """One step of the walk large, and the walk to keep."""
    last = len(pictures)
    left, right = st.columns([1, 2], gap="medium", vertical_alignment="bottom")
    with right:
        step = st.slider("Step of the walk", 1, last, (last + 1) // 2, key=f"walk-step-{last}")
        with st.container(horizontal=True), telling_errors():
            studio_save.popover("walk", pictures, z, told, moving=True)
            if st.button("Keep this step", icon=":material/bookmark_add:", key="walk-keep"):
                _keep(room, z[step - 1], pictures[step - 1], told, step)
                st.rerun()
    with left:
        face_strip(pictures[step - 1][None], size=240, alts=[f"step {step} of {last}"])


def _keep(room: Studio, z, picture, told: dict, step: int) -> None:
    origin = {"kind": "walk", **told["settings"], "step": step}
    room.keep(Kept(z, picture, f"kept {len(room.shelf) + 1}", origin, told["of_photograph"]))
