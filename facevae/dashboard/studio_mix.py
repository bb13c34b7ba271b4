"""Something of another face: its person, its expression, the rest, or a share of all of it."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches, state
from facevae.dashboard.picker import face_buttons
from facevae.dashboard.studio_state import Studio

SIZE = 72
WHOLE = "whole"
TAKEN = {
    "identity": "who it is",
    "expression": "its expression",
    "rest": "the rest (light, pose, backdrop)",
    WHOLE: "all of it",
}


def show(room: Studio, centres=None) -> None:
    """Take something over from another face of the set or the shelf.

    Args:
        centres: where the expressions lie, if that is known; see `latents.expressions.Centres`.
    """
    codec = caches.codec()
    with st.popover("Mix with another face", icon=":material/swap_horiz:"):
        parts = _parts(codec, centres)
        part = st.segmented_control(
            "What to take", parts, default=parts[0], required=True, format_func=TAKEN.get, key="studio-part"
        )
        if part == "identity" and "identity" not in codec.parts:
            st.caption("The other face, given the expression of this one.")
        share = st.slider("How much of it", 0.1, 1.0, 0.5 if part == WHOLE else 1.0, 0.1, key=f"mix-{part}")
        z, pictures = _others(room, codec)
        pressed = face_buttons(
            pictures, values=[str(i) for i in range(len(z))], key="studio-others", size=SIZE
        )
    if pressed is not None:
        other = z[int(pressed)]
        mixed = _mixed(codec, centres, room.now.base, other, part, share)
        room.put(room.now.edited(mixed, _photographs(), kind="mix", taken=part, share=share))
        st.rerun()


def _parts(codec, centres) -> list[str]:
    known = [part for part in TAKEN if part in codec.parts]
    if len(known) > 1:
        return [*known, WHOLE]
    return ["identity", WHOLE] if centres is not None else [WHOLE]


def _mixed(codec, centres, z: np.ndarray, other: np.ndarray, part: str, share: float) -> np.ndarray:
    from facevae.latents import edits, expressions

    if part == WHOLE:
        return edits.mixed(codec, z, other, dict.fromkeys(codec.parts, share))
    if part in codec.parts:
        return edits.mixed(codec, z, other, {part: share})
    person = expressions.like(codec, centres, other, z)
    return edits.mixed(codec, z, person, dict.fromkeys(codec.parts, share))


def _photographs() -> bool:
    return state.face_set() is not None and caches.face_set().facts.get("kind") != state.DRAWN


def _others(room: Studio, codec) -> tuple[np.ndarray, np.ndarray]:
    """Kept faces, and some of the set, else drawn ones."""
    from facevae.latents import store

    kept = room.shelf[-6:]
    if state.face_set():
        faces = caches.face_set()
        rows = faces.rows()
        rows = np.random.default_rng(1).choice(rows, min(12, len(rows)), replace=False)
        z = store.latents(codec, faces, np.sort(rows))
    else:
        z = codec.draw(12, 1, 0.8)
    z = np.concatenate([np.stack([one.z for one in kept]), z]) if kept else z
    return z, codec.decode(z)
