"""How the app speaks when something is missing or went wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from facevae.errors import Cancelled, FaceVAEError


def plain(text: str) -> str:
    """Text of users and files, safe to put into Markdown."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+!|~$:" else sign for sign in text)


def say_error(error: FaceVAEError) -> None:
    """What was wrong with what, and what to do now."""
    if isinstance(error, Cancelled):
        st.info("Cancelled. Nothing was changed.", icon=":material/cancel:")
        return
    remedy = f"\n\n{plain(error.remedy)}" if error.remedy else ""
    st.error(f"**{plain(error.what)}**{remedy}", icon=":material/error:")


@contextmanager
def telling_errors() -> Iterator[None]:
    """Show errors meant for the user in place; the rest of the page goes on."""
    try:
        yield
    except FaceVAEError as error:
        say_error(error)


def empty_state(title: str, text: str, button: str = "", *, key: str = "empty", icon: str = "") -> bool:
    """What a page will show once there is something to show, and the one step that fills it.

    Returns:
        Whether the button was pressed.
    """
    with st.container(border=True, key=f"fv-empty-{key}", horizontal_alignment="center", gap="small"):
        if icon:
            st.markdown(f"{icon}", width="content")
        st.subheader(title, anchor=False, width="content", text_alignment="center")
        st.markdown(text, width="content", text_alignment="center")
        return bool(button) and st.button(button, type="primary", key=f"{key}-fill")
