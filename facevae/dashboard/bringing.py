"""The job that makes a face set, and whether its panel is open."""

from collections.abc import Callable

import streamlit as st

from facevae.dashboard import jobs, state
from facevae.dashboard.set_card import SHOWN
from facevae.errors import FaceSetError
from facevae.home import checked_name
from facevae.progress import Progress

JOB = "bring-faces"
OPEN = "bring-open"


def open_panel() -> None:
    st.session_state[OPEN] = True


def close_panel() -> None:
    st.session_state[OPEN] = False


def is_open() -> bool:
    return st.session_state.get(OPEN, False)


def working() -> bool:
    """Whether faces are being brought in at this moment."""
    return jobs.running(JOB)


def begin(name: str, title: str, function: Callable[[str, Progress], object]) -> None:
    """Start the job and close the panel; the new set becomes the active one when it is there.

    Raises:
        FaceSetError: the name is taken, or faces are being brought in already.
    """
    from facevae.data import faceset

    if working():
        raise FaceSetError("Other faces are being brought in.", "Wait until they are there, or cancel them.")
    name = checked_name(name, "face set's name")
    if faceset.exists(name):
        raise FaceSetError(f"There is already a face set “{name}”.", "Choose another name.")
    jobs.start(JOB, title, lambda progress: (name, function(name, progress)))
    close_panel()
    st.rerun()


def finish() -> None:
    """Show the running import, or what came of it. Called at the top of the Data page."""
    done = jobs.show(JOB)
    if done is not None:
        state.choose_face_set(done[0])
        st.session_state[SHOWN] = done[0]
        st.session_state["data-view"] = "Import" if done[1] is not None else "Faces"
        jobs.clear(JOB)
        st.rerun()
