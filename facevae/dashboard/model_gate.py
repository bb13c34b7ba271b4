"""What a page says that needs a model, or faces, before there are any."""

import streamlit as st

from facevae.dashboard import navigation, showcase, state
from facevae.dashboard.messages import empty_state


def model_is_there() -> bool:
    """Whether there is a model; else the page shows the way to one."""
    if state.model():
        return True
    text = "This page looks at faces through a trained model. A small one is trained in minutes."
    if empty_state("No model yet", text, "Train a model", key="model", icon=":material/model_training:"):
        st.switch_page(navigation.path("train"))
    return False


def faces_are_there(what: str) -> bool:
    """Whether there is a face set; else the page shows the way to one.

    Args:
        what: one sentence, what the page shows of faces.
    """
    if state.face_set():
        return True
    if showcase.first_are_coming():
        return False
    if empty_state("No faces yet", what, "Bring faces in", key="faces", icon=":material/photo_library:"):
        st.switch_page(navigation.path("data"))
    return False
