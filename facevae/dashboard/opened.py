"""Faces that one page hands to another."""

import numpy as np
import pandas as pd
import streamlit as st

from facevae.dashboard import caches, face_source, navigation, studio_state
from facevae.dashboard.studio_state import Standing

OPENED = "opened-faces"  # (name of the set, face_ids)
# Where faces can be taken: page, words on its button, icon.
PAGES = (
    ("reconstruct", "Reconstruct", ":material/compare:"),
    ("generate", "Generate", ":material/auto_fix_high:"),
    ("data", "Data", ":material/photo_library:"),
)
# What a page shows first when faces are brought to it.
VIEWS = {"generate": {"gen-view": "edit"}, "data": {"data-view": "Faces"}}


def open_page(page: str, set_name: str, face_ids: list[str]) -> None:
    """Go to a page with these faces."""
    st.session_state[OPENED] = (set_name, list(face_ids))
    st.session_state.update(VIEWS.get(page, {}))
    if page == "generate":
        face_source.pin("studio-face", set_name, face_ids[0])
    st.switch_page(navigation.path(page))


def open_latent(z: np.ndarray, origin: dict, of_photograph: bool) -> None:
    """Go to Generate with the face of a latent (D,) of the active model on the bench."""
    room = studio_state.studio(caches.codec().checkpoint.id)
    room.bring(Standing(np.asarray(z, np.float32), {}, origin, of_photograph))
    variational = caches.codec().config.kind == "vae"
    st.session_state["gen-view"] = "sample" if variational else "edit"
    st.switch_page(navigation.path("generate"))


def known(faces) -> list[str]:
    """face_ids that were handed over, of those that this set has; they stay until put away."""
    name, face_ids = st.session_state.get(OPENED, (None, []))
    if name != faces.name:
        return []
    there = pd.Index(face_ids).isin(faces.column("face_id"))
    return [face_id for face_id, is_there in zip(face_ids, there, strict=True) if is_there]


def put_away() -> None:
    st.session_state.pop(OPENED, None)
