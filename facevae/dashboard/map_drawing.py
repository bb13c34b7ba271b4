"""A map that is not there yet: it is drawn in the background, and moves while it is."""

import streamlit as st

from facevae.dashboard import jobs, map_request, map_view
from facevae.dashboard.map_request import Request


def draw(request: Request, codec, colour: str | None, key: str, first: Request | None = None) -> None:
    """Let the map be drawn; after a cancel or an error it waits for the user.

    Args:
        key: of its place on the page.
        first: the map beside it, whose colours it takes.
    """
    asked, job = f"{key}-asked", f"{key}-job"
    if st.session_state.get(asked) != request:
        if job in st.session_state:
            st.session_state[job].cancel()  # of settings that are no longer wanted
        st.session_state[asked] = request
        st.session_state[job] = map_request.draw_in_background(request, codec)
    if jobs.show(request.key) is not None:
        jobs.clear(request.key)
        st.rerun()
    if jobs.running(request.key):
        map_view.moving(request, colour, key, first or request)
    elif st.button("Draw the map", icon=":material/scatter_plot:", type="primary", key=f"{key}-draw"):
        del st.session_state[asked]
        st.rerun()
