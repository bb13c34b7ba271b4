"""Keeps answers quick and jobs going, though large libraries are loaded."""

import atexit
import gc

import streamlit as st


def set_aside() -> None:
    """Leave all that lives by now out of the collections of garbage, until this is called again.

    Streamlit makes a full one after every run of a page or fragment. With torch and scikit-learn loaded it
    takes a hundred milliseconds and more: the next answer waits for it, and so do all other threads, so that
    the bar of a job would hold up the job.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    atexit.unregister(gc.unfreeze)
    atexit.register(gc.unfreeze)  # libraries complain of what is left at the end


@st.cache_resource(max_entries=1, show_spinner=False)
def settle() -> None:
    """Set aside what is loaded by now, once a process."""
    set_aside()
