"""The panel that brings faces in."""

import streamlit as st

from facevae.dashboard.bring_sources import WAYS
from facevae.dashboard.bringing import close_panel
from facevae.dashboard.messages import telling_errors


def bring_panel() -> None:
    """Where the faces come from, how they are cut out, and the name of their set."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Bring faces in", anchor=False)
        st.button("Close", icon=":material/close:", type="tertiary", on_click=close_panel, key="bring-close")
    tabs = st.tabs(list(WAYS), key="bring-tab", on_change="rerun")
    for tab, (name, way) in zip(tabs, WAYS.items(), strict=True):
        if tab.open or name != "Camera":  # drawn unseen, it would ask for permission already
            with tab, telling_errors():
                way()
