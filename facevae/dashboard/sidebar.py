"""The sidebar under the navigation: what is active, and where to change it."""

from collections.abc import Callable

import streamlit as st

from facevae.dashboard import state


def _choice(
    label: str, names: list[str], active: str | None, choose: Callable[[str], None], key: str
) -> None:
    if not names:
        st.selectbox(label, ["none yet"], disabled=True, key=f"{key}-none")
        return
    st.session_state[key] = active
    st.selectbox(label, names, key=key, on_change=lambda: choose(st.session_state[key]))


def show() -> None:
    """Choices of the model and the faces that every page works with."""
    with st.sidebar:
        _choice("Model", state.model_names(), state.model(), state.choose_model, "sidebar-model")
        _choice("Faces", state.face_set_names(), state.face_set(), state.choose_face_set, "sidebar-faces")
