"""Work of seconds to a minute within a page: a bar, what is being done, time left, Cancel."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from facevae.errors import Cancelled
from facevae.progress import Pace, Progress, in_words


def bar_text(doing: str, done: int, total: int, left: float | None) -> str:
    """`Finding faces, 120 of 600, 4 s left`."""
    count = f", {done:,} of {total:,}" if total > 1 else ""
    doing = doing[:1].upper() + doing[1:]
    return f"{doing}{count}{f', {in_words(left)} left' if left is not None and done < total else ''}"


def _bar(place, title: str, key: str):
    with place.container(horizontal=True, vertical_alignment="bottom"):
        bar = st.progress(0.0, text=f"{title} …")
        st.button("Cancel", key=key)
    return bar


@contextmanager
def work(title: str) -> Iterator[Progress]:
    """Show how far the work in the block is, from its first report on.

    Pressing any button makes Streamlit leave the block at the next report of progress. So the work must
    report often, and clean up in `finally` or `with`. Work that must outlive a change of page goes through
    `facevae.dashboard.jobs`.

    Args:
        title: what is being done, until the work says it more exactly.

    Raises:
        Cancelled: at the first report in the run of the page after Cancel was pressed.
    """
    pressed = f"cancel-{title}"
    place, bar = st.empty(), None
    pace, last = Pace(), 0.0
    cancelled = bool(st.session_state.get(pressed))

    def report(done: int, total: int, doing: str) -> None:
        nonlocal bar, last
        if cancelled:
            raise Cancelled
        if bar is None:
            bar = _bar(place, title, pressed)
        if time.monotonic() - last < 0.1 and done < total:
            return
        last = time.monotonic()
        bar.progress(
            min(1.0, done / max(1, total)), text=bar_text(doing or title, done, total, pace.left(done, total))
        )

    try:
        yield report
    finally:
        place.empty()
