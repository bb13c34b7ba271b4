"""What stands around every page: style, navigation, and what is active."""

import streamlit as st

from facevae.dashboard import navigation, page, sidebar
from facevae.dashboard.messages import telling_errors


def run() -> None:
    """Show the frame and, inside it, the page that was asked for."""
    chosen = navigation.build()
    st.html(navigation.HERE / "style.css")
    st.logo(navigation.HERE / "wordmark.svg", icon_image=navigation.MARK, size="large")
    with telling_errors():
        sidebar.show()
    with telling_errors(), page.framed():
        chosen.run()
