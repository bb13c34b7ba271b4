"""Make faces that nobody has."""

import streamlit as st

from facevae.dashboard import model_gate, page, prior_view, state, walk_view
from facevae.dashboard.messages import plain
from facevae.training import cards

VIEWS = {"prior": "New faces", "walk": "A walk between two faces"}

page.begin("Generate", "Faces that nobody has, from numbers drawn by chance, and walks from one to another.")
if model_gate.model_is_there():
    name = state.model()
    variational = cards.read(name).get("kind", "vae") == "vae"
    if not variational:
        st.info(
            f"“{plain(name)}” is a plain autoencoder: it was not taught how its numbers spread, so it has "
            "no prior to draw new faces from. Walks between faces of a set do work.",
            icon=":material/info:",
        )
    view = "walk"
    if variational:
        view = st.segmented_control(
            "View",
            list(VIEWS),
            default="prior",
            required=True,
            format_func=VIEWS.get,
            key="gen-view",
            label_visibility="collapsed",
            persist_state="session",
        )
    if view == "prior":
        prior_view.show()
    else:
        walk_view.show(variational)
