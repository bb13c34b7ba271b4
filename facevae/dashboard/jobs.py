"""Work that goes on while the user looks at other pages: imports, downloads.

A job lives in the server and ends with it; what must outlive the server (training) is a process of its own.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from facevae.dashboard import quick
from facevae.dashboard.messages import say_error
from facevae.dashboard.work import bar_text
from facevae.errors import Cancelled, FaceVAEError
from facevae.progress import Pace, Progress

KEPT = 16  # jobs that have ended and were not cleared


@dataclass
class Job:
    """One piece of work in a thread: how far it is, and then its result or its error."""

    title: str
    function: Callable[[Progress], Any]
    done: int = 0
    total: int = 0
    doing: str = ""
    result: Any = None
    error: BaseException | None = None
    cancelled: bool = False
    pace: Pace = field(default_factory=Pace)

    def __post_init__(self):
        self.thread = threading.Thread(target=self._run, name=self.title, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.result = self.function(self._report)
        except Exception as error:
            self.error = error

    def _report(self, done: int, total: int, doing: str) -> None:
        if self.cancelled:
            raise Cancelled
        if doing != self.doing:  # another part of the work goes at another pace
            self.pace = Pace(first=done)
        self.done, self.total, self.doing = done, total, doing

    @property
    def running(self) -> bool:
        return self.thread.is_alive()

    def cancel(self) -> None:
        self.cancelled = True


@st.cache_resource(max_entries=1)
def _board() -> dict[str, Job]:
    """All jobs of the server, so that a reloaded page finds its own again."""
    return {}


def start(key: str, title: str, function: Callable[[Progress], Any]) -> Job:
    """Start the work unless one of this key is already running."""
    board = _board()
    job = board.get(key)
    if job is None or not job.running:
        for ended in [name for name, other in board.items() if not other.running][:-KEPT]:
            clear(ended)
        quick.set_aside()
        job = board[key] = Job(title, function)
    return job


def running(key: str) -> bool:
    job = _board().get(key)
    return job is not None and job.running


def known(key: str) -> bool:
    """Whether it runs, or has ended and was not cleared."""
    return key in _board()


def clear(key: str) -> None:
    """Forget a job that has ended."""
    _board().pop(key, None)


def wait(key: str) -> None:
    """Return when the job of this key has ended, or at once where there is none."""
    if job := _board().get(key):
        job.thread.join()


@st.fragment(run_every=0.5)
def _watch(key: str) -> None:
    job = _board().get(key)
    if job is None or not job.running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        share = min(1.0, job.done / job.total) if job.total else 0.0
        text = bar_text(job.doing or job.title, job.done, job.total, job.pace.left(job.done, job.total))
        st.progress(share, text="Cancelling …" if job.cancelled else text)
        st.button("Cancel", key=f"cancel-{key}", on_click=job.cancel, disabled=job.cancelled)


def show(key: str) -> Any:
    """The running job's bar, or its end: an error is told until dismissed, a result given until cleared.

    Streamlit may end a run of a page at any of its calls. So act on the result first, then `clear` it.

    Returns:
        The result of a job that ended well, else None.
    """
    job = _board().get(key)
    if job is None:
        return None
    job.thread.join(timeout=0.2)
    if job.running:
        _watch(key)
        return None
    if isinstance(job.error, FaceVAEError):
        say_error(job.error)
        st.button("Dismiss", key=f"dismiss-{key}", on_click=clear, args=(key,))
        return None
    if job.error is not None:
        clear(key)
        raise job.error
    return job.result
