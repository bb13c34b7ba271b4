"""Make faces that nobody has."""

import streamlit as st

from facevae.dashboard import (
    caches,
    model_gate,
    page,
    state,
    studio_edit,
    studio_sample,
    studio_shelf,
    studio_state,
    studio_walk,
)
from facevae.dashboard.messages import plain, telling_errors
from facevae.training import cards

VIEWS = {"sample": "New faces", "edit": "Edit a face", "walk": "Between two faces"}

page.begin("Generate", "Faces that nobody has, faces changed by a slider, and walks from one to another.")
if model_gate.model_is_there():
    name = state.model()
    variational = cards.read(name).get("kind", "vae") == "vae"
    if not variational:
        st.info(
            f"“{plain(name)}” is a plain autoencoder: it was not taught how its numbers spread, so it has "
            "no prior to draw new faces from. Edits and walks between faces of a set do work.",
            icon=":material/info:",
        )
    views = list(VIEWS) if variational else ["edit", "walk"]
    view = st.segmented_control(
        "View",
        views,
        default=views[0],
        required=True,
        format_func=VIEWS.get,
        key="gen-view",
        label_visibility="collapsed",
        persist_state="session",
    )
    room = studio_state.studio(caches.codec().checkpoint.id)
    with telling_errors():
        if view == "sample":
            studio_sample.show(room)
        elif view == "edit":
            studio_edit.show(room)
        else:
            studio_walk.show(room, variational)
    studio_shelf.show(room)
