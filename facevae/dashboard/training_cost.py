"""What a new run will cost, tried before it starts."""

from typing import Any

import streamlit as st

from facevae.dashboard import caches, pace
from facevae.dashboard.messages import say_error
from facevae.dashboard.work import work
from facevae.errors import FaceVAEError
from facevae.progress import in_words

KEPT = "train-costs"
SHOWN = 50  # trials remembered by one window


def button() -> bool:
    return st.button(
        "What will it cost?",
        icon=":material/timer:",
        help="Tries a few steps in a process of its own, for some seconds. Of it only its speed is kept.",
    )


def show(data: str, preset: str, chosen: dict[str, Any], *, asked: bool) -> bool:
    """The cost of the run as the form describes it, once it was asked for; says whether it was tried now."""
    from facevae.training import cost

    known = st.session_state.setdefault(KEPT, {})
    version = "+".join(caches.face_set(name).version for name in data.split("+"))
    key, tried = repr((version, preset, sorted(chosen.items()))), False
    if asked:
        try:
            with work("Trying a few steps") as report:
                known[key] = cost.trial(data, preset, chosen, report)
            pace.note(preset, chosen, known[key].images_per_s)
            tried = True
        except FaceVAEError as error:
            say_error(error)
        while len(known) > SHOWN:
            known.pop(next(iter(known)))
    if key in known:
        _figures(known[key])
    return tried


def _figures(cost) -> None:
    with st.container(horizontal=True, gap="large", key="fv-cost"):
        st.metric("One epoch", in_words(cost.epoch_seconds), width="content")
        st.metric("Whole run", in_words(cost.seconds), width="content")
        st.metric("Memory", f"{cost.memory_mb / 1024:.1f} GiB", width="content")
        st.metric("Disk", f"{cost.disk_mb:,.0f} MiB", width="content")
        st.metric("Parameters", f"{cost.parameters / 1e6:.2g} M", width="content")
    st.caption(
        f"{cost.epochs:,} epochs, {cost.steps:,} steps at {cost.images_per_s:,.0f} images/s on "
        f"{cost.device}: the median of {cost.tried} steps. What else the machine does meanwhile counts."
    )
