"""Progress on the terminal."""

import sys
import time

from facevae.progress import Pace, Progress, in_words

REDRAW_SECONDS = 0.2


def on_stderr() -> Progress:
    """A progress that redraws one line of stderr; without a terminal it writes a line every tenth."""
    pace, shown = Pace(), {"time": 0.0, "tenth": -1}
    live = sys.stderr.isatty()

    def show(done: int, total: int, doing: str) -> None:
        tenth = 10 * done // max(total, 1)
        now = time.monotonic()
        due = now - shown["time"] > REDRAW_SECONDS or done >= total if live else tenth != shown["tenth"]
        if not due:
            return
        shown.update(time=now, tenth=tenth)
        text = f"{doing}: {done:,} of {total:,}, {in_words(pace.left(done, total))} left"
        ending = "\n" if not live or done >= total else ""
        sys.stderr.write(f"\r\x1b[K{text}{ending}" if live else text + ending)
        sys.stderr.flush()

    return show
