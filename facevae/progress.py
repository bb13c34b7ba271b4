"""How long work tells how far it is, and how it is stopped."""

import time
from collections.abc import Callable
from dataclasses import dataclass

# Called with (done, total, what is being done). It may raise `errors.Cancelled` to stop the work.
Progress = Callable[[int, int, str], None]


def silent(done: int, total: int, doing: str) -> None:
    """Ignore progress."""


@dataclass
class Pace:
    """Estimates the time left from the work done since it was made.

    Args:
        first: how much was done by then.
    """

    clock: Callable[[], float] = time.monotonic
    first: int = 0

    def __post_init__(self):
        self.began = self.clock()

    def left(self, done: int, total: int) -> float | None:
        """Seconds left, or None while nothing is known."""
        if done <= self.first or total <= 0:
            return None
        return (self.clock() - self.began) * (total - done) / (done - self.first)


def in_words(seconds: float | None) -> str:
    """A duration as a person says it: `40 s`, `3 min`, `1 h 20 min`."""
    if seconds is None:
        return "…"
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
