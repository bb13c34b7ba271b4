"""Training curves that grow in place and keep the user's zoom.

`st.plotly_chart` draws anew at every refresh. This component is told the new points alone; the browser
keeps the rest.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

PANELS = [
    {"title": "Loss", "unit": "nats per image", "colour": "text"},
    {"title": "Reconstruction", "unit": "nats per image", "colour": "blue"},
    {"title": "KL", "unit": "nats per image", "colour": "vermilion"},
]
for _panel, _term in zip(PANELS, ("loss", "reconstruction_nll", "kl"), strict=True):
    _panel |= {"training": _term, "validation": f"validation_{_term}"}
NAMES = [panel[kind] for panel in PANELS for kind in ("training", "validation")]

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
        count: rows read before the last look.
        recent: the rows of the last look; they are sent once more, should the browser have skipped it.
    """

    offset: int = 0
    count: int = 0
    recent: list[dict] = field(default_factory=list)


def series(rows: Sequence[dict], first: int = 0) -> dict[str, dict[str, list]]:
    """Lines by name out of metrics rows: `x` steps, `y` values, `n` numbers of the rows they come from."""
    lines: dict[str, dict[str, list]] = {}
    for number, row in enumerate(rows, first):
        for name in NAMES:
            if math.isfinite(row.get(name, math.nan)):
                line = lines.setdefault(name, {"n": [], "x": [], "y": []})
                line["n"].append(number)
                line["x"].append(row["step"])
                line["y"].append(row[name])
    return lines


def _thin(line: dict[str, list]) -> dict[str, list]:
    from facevae.figures.curves import thin

    x, y = thin(line["x"], line["y"], 2000)
    return {"n": [], "x": [int(step) for step in x], "y": [float(value) for value in y]}


def news(run, sent: Sent, begun: float = 0.0) -> dict:
    """The message for the browser: at the first look all, thinned, then the new points."""
    everything = sent.offset == 0
    rows, sent.offset = run.metrics(sent.offset)
    if everything:
        lines, first = {name: _thin(line) for name, line in series(rows).items()}, 0
        sent.count, sent.recent = len(rows), []
    else:
        lines, first = series([*sent.recent, *rows], sent.count), sent.count
        sent.count, sent.recent = sent.count + len(sent.recent), rows
    count = sent.count + len(sent.recent)
    return {"run": f"{run.name} {begun}", "panels": PANELS, "first": first, "count": count, "series": lines}


def live_curves(run, begun: float = 0.0) -> None:
    """Loss, reconstruction and KL of a run, training and validation, as far as it has come.

    Call it in a fragment that runs every second while the run goes on, after `plotly_js.provide()`
    outside of it.

    Args:
        run: has `name` and `metrics(after_bytes) -> (rows, offset)`, as `training.run.Run`.
        begun: when it was begun; tells it from a deleted run of the same name.
    """
    key = f"live-sent-{run.name}-{begun}"
    sent = st.session_state.setdefault(key, Sent())
    _component(
        data=news(run, sent, begun),
        key=f"live-{run.name}-{begun}",
        on_missing_change=lambda: st.session_state.pop(key, None),
    )
