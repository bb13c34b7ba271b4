"""Keeps the answer to a small move quick, though large libraries are loaded."""

import atexit
import gc

import streamlit as st


@st.cache_resource(max_entries=1, show_spinner=False)
def settle() -> None:
    """Take all that lives by now out of the garbage collector's rounds, once a process.

    Streamlit collects garbage after every run of a fragment, and the next one waits for it: with torch and
    scikit-learn loaded that takes a hundred milliseconds, and a few without what they brought along.
    """
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # at the end all is to be cleared away as ever
