"""The first call of every page file."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from facevae.dashboard import navigation

_thread = threading.local()


@contextmanager
def framed() -> Iterator[None]:
    """Mark that the entry is running the page, with navigation and sidebar around it."""
    _thread.framed = True
    try:
        yield
    finally:
        _thread.framed = False


def begin(title: str, lead: str = "") -> None:
    """Head of a page. Every page file calls this before anything else.

    Opened by its address right after a start, a page file is run by Streamlit alone, because a folder
    named `pages` means something older to it until navigation was declared once. Then this declares it
    and starts over, now through the entry.

    Args:
        lead: one sentence under the title, what the page is for.
    """
    if not getattr(_thread, "framed", False):
        navigation.build()
        st.rerun()
    st.title(title, anchor=False)
    if lead:
        st.caption(lead)
