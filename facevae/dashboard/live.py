"""Curves of a run that grow in place and keep the user's zoom.

`st.plotly_chart` draws anew at every refresh. This component is told the new points alone; the browser
keeps the rest.
"""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from facevae.dashboard import run_panels

POINTS = 1000  # of a line at the first look
DIGITS = 6

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "facevae.live",
    html=(_HERE / "live.html").read_text(),
    css=(_HERE / "live.css").read_text(),
    js=(_HERE / "live.js").read_text(),
    isolate_styles=False,  # plotly.js puts its own style into the document's head
)


@dataclass
class Sent:
    """What this window was told of a run.

    Args:
        offset: bytes of metrics read so far.
        count: rows read before the last look, the first look counted as one.
        recent: the rows of the last look; they are sent once more, should the browser have skipped it.
        names: all figures that were ever logged.
    """

    offset: int = 0
    count: int = 0
    recent: list[dict] = field(default_factory=list)
    names: dict[str, None] = field(default_factory=dict)


def series(rows: Sequence[dict], first: int = 0) -> dict[str, dict[str, list]]:
    """Lines by name out of metrics rows: `x` steps, `y` values, `n` numbers of the rows they come from."""
    lines: dict[str, dict[str, list]] = {}
    for number, row in enumerate(rows, first):
        for name, value in row.items():
            if name not in run_panels.NO_CURVES and isinstance(value, int | float) and math.isfinite(value):
                line = lines.setdefault(name, {"n": [], "x": [], "y": []})
                line["n"].append(number)
                line["x"].append(row["step"])
                line["y"].append(value)
    return lines


def _so_far(run, sent: Sent) -> dict[str, dict[str, list]]:
    """All lines up to now, thinned."""
    from facevae.figures.curves import thin
    from facevae.training import curves

    known = curves.read(run.folder)
    sent.offset = known.offset
    lines = {}
    for name, line in known.lines.items():
        if name not in run_panels.NO_CURVES:
            x, y = thin(*line.points, POINTS)
            values = [float(f"{value:.{DIGITS}g}") for value in y]
            lines[name] = {"n": [], "x": [int(step) for step in x], "y": values}
    return lines


def news(
    run,
    sent: Sent,
    begun: float = 0.0,
    panels: Callable[[Collection[str]], Sequence[dict]] = run_panels.curves,
) -> dict[str, Any]:
    """The message for the browser: at the first look all, thinned, then the new points."""
    if sent.offset == 0:
        lines, first = _so_far(run, sent), 0
        sent.count, sent.recent, count = 1, [], 1
    else:
        rows, sent.offset = run.metrics(sent.offset)
        lines, first = series([*sent.recent, *rows], sent.count), sent.count
        sent.count, sent.recent = sent.count + len(sent.recent), rows
        count = sent.count + len(rows)
    sent.names |= dict.fromkeys(lines)
    return {
        "run": f"{run.name} {begun}",
        "panels": list(panels(sent.names)),
        "first": first,
        "count": count,
        "series": lines,
    }


def live_curves(
    run, begun: float = 0.0, panels: Callable[[Collection[str]], Sequence[dict]] = run_panels.curves
) -> None:
    """What a run has logged, as far as it has come, each figure in a chart of its own.

    Call it in a fragment that runs every second while the run goes on, after `plotly_js.provide()`
    outside of it.

    Args:
        run: has `name`, `folder` and `metrics(after_bytes) -> (rows, offset)`, as `training.run.Run`.
        begun: when it was begun; tells it from a deleted run of the same name.
        panels: which charts, of the figures logged.
    """
    key = f"live-sent-{run.name}-{begun}"
    sent = st.session_state.setdefault(key, Sent())
    _component(
        data=news(run, sent, begun, panels),
        key=f"live-{run.name}-{begun}",
        on_missing_change=lambda: st.session_state.pop(key, None),
    )
