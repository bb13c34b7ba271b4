"""What can be done with a run: pause, stop, go on, its place in the queue, and the rest behind “More”."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import streamlit as st

from facevae.dashboard import run_more, state
from facevae.dashboard.messages import plain, say_error
from facevae.errors import FaceVAEError

WORKING = ("starting", "running", "stopping")
ENDED_EARLY = ("paused", "stopped", "failed", "interrupted", "cancelled")
Open = Callable[[str | None], None]


def show(run, status: dict, open_run: Open) -> None:
    """The buttons of a run, the likeliest first.

    Args:
        status: what the run's status says.
        open_run: shows another run, or with None the form of a new one.
    """
    if status["state"] == "queued":
        _waiting(run.name)
    elif status["state"] in WORKING:
        _working(run.name, stopping=status["state"] == "stopping")
    else:
        _at_rest(run.name, status["state"])
    with st.popover("More", icon=":material/more_horiz:"):
        run_more.show(run, status, open_run)
    if st.button("New run", icon=":material/add:"):
        open_run(None)
        st.rerun()


@contextmanager
def doing() -> Iterator[None]:
    """Do something to a run and draw the page anew; what a person can mend is said."""
    try:
        with suppress(FileNotFoundError):  # deleted meanwhile
            yield
    except FaceVAEError as error:
        say_error(error)
    else:
        st.rerun()


def _waiting(name: str) -> None:
    from facevae.training import queue

    names = queue.waiting()
    place = names.index(name) + 1 if name in names else 1
    told = "Next in the queue" if place == 1 else f"Number {place} of {len(names)} in the queue"
    st.caption(told, width="content")
    if st.button("Sooner", icon=":material/arrow_upward:", disabled=place == 1):
        with doing():
            queue.move(name, place - 1)
    if st.button("Later", icon=":material/arrow_downward:", disabled=place >= len(names)):
        with doing():
            queue.move(name, place + 1)
    if st.button("Cancel", icon=":material/cancel:", help="It leaves the queue and is kept as it is."):
        with doing():
            queue.cancel(name)


def _working(name: str, *, stopping: bool) -> None:
    from facevae.training import lifecycle

    about = {"disabled": stopping}
    if st.button(
        "Pause",
        icon=":material/pause:",
        help="It ends after this step, with a snapshot to go on from exactly. The device is free meanwhile.",
        **about,
    ):
        with doing():
            lifecycle.pause(name)
    if st.button(
        "Stop",
        icon=":material/stop:",
        help="It ends after this step and keeps what it has learned as a model.",
        **about,
    ):
        with doing():
            lifecycle.stop(name)
    if stopping and st.button(
        "End at once",
        icon=":material/power_settings_new:",
        help="Without waiting for its step. It can go on from its last snapshot.",
    ):
        with doing():
            lifecycle.kill(name)


def _at_rest(name: str, was: str) -> None:
    if name in state.model_names():
        _use(name, primary=was not in ENDED_EARLY)
    if was in ENDED_EARLY and st.button(
        "Go on", icon=":material/resume:", type="primary", help="From its last snapshot, when its turn comes."
    ):
        from facevae.training import launch

        with doing():
            launch.resume(name)


def _use(name: str, *, primary: bool) -> None:
    if name == state.model():
        st.button("In use", icon=":material/check:", disabled=True, help="Every page works with this model.")
    elif st.button("Use this model", icon=":material/check:", type="primary" if primary else "secondary"):
        state.choose_model(name)
        st.rerun()


def note(run) -> None:
    """What the user wrote about the run, if anything."""
    if text := run.note:
        st.markdown(f":material/edit_note: {plain(text)}")
