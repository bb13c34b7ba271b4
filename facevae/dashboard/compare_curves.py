"""Curves of several runs over one another; how they are drawn is chosen in the browser and keeps the zoom."""

import base64
import colorsys
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

POINTS = 12_000  # of all lines of a chart together
LEAST, MOST = 50, 1000  # stretches of a line
PAIRED = 8  # runs; of more, training is left out where there is validation

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "facevae.compare",
    html=(_HERE / "compare_curves.html").read_text(),
    css=(_HERE / "compare_curves.css").read_text(),
    js=(_HERE / "compare_curves.js").read_text(),
    isolate_styles=False,  # plotly.js puts its own style into the document's head
)


def show(names: list[str], colours: list[str], panels: list[dict[str, Any]]) -> None:
    """The charts, the runs' names above them in the runs' colours."""
    _component(data=message(names, colours, panels), key="compare-curves")


def colours(count: int) -> list[str]:
    """As many colours: those that colour-blind eyes tell apart first, then hues evenly spread."""
    from facevae.figures.theme import CATEGORY_COLOURS

    if count <= len(CATEGORY_COLOURS):
        return list(CATEGORY_COLOURS[:count])
    return [_hex(colorsys.hls_to_rgb(place / count, 0.5, 0.65)) for place in range(count)]


def _hex(rgb: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in rgb)


def message(names: list[str], colours: list[str], panels: list[dict[str, Any]]) -> dict[str, Any]:
    """What the browser is told: the panels, and of each run its lines, thinned so that all can be drawn."""
    wanted = [figures(panel, len(names)) for panel in panels]
    limit = int(np.clip(POINTS / 2 / max(1, len(names)), LEAST, MOST))
    return {
        "panels": [
            {"title": panel["title"], "unit": panel["unit"], "scale": panel.get("scale", 1.0)} | lines
            for panel, lines in zip(panels, wanted, strict=True)
        ],
        "runs": [
            {"name": name, "colour": colour}
            | _lines(name, {f for lines in wanted for f in lines.values()}, limit)
            for name, colour in zip(names, colours, strict=True)
        ],
    }


def figures(panel: dict[str, Any], runs: int) -> dict[str, str]:
    """The figure drawn as a line and the one drawn dashed; of many runs only one of them."""
    training, validation = panel["training"], panel["validation"]
    if not training or (validation and runs > PAIRED):
        return {"line": validation, "dashed": ""}
    return {"line": training, "dashed": validation}


def _lines(name: str, wanted: set[str], limit: int) -> dict[str, Any]:
    from facevae.training import curves
    from facevae.training.run import Run

    found = curves.read(Run.open(name).folder, wanted)
    lines = {figure: _packed(found.lines[figure].thinned(limit)) for figure in wanted & found.lines.keys()}
    counted = {by: found.lines[by].thinned(limit).points for by in curves.AXES if by in found.lines}
    return {"lines": lines, "axes": {by: [_bytes(part) for part in points] for by, points in counted.items()}}


def _packed(line) -> dict[str, str]:
    """Points and means of a line as float32, in base64."""
    (x, y), (at, mean) = line.points, line.means
    return {"x": _bytes(x), "y": _bytes(y), "at": _bytes(at), "mean": _bytes(mean)}


def _bytes(values: np.ndarray) -> str:
    return base64.b64encode(np.asarray(values, "<f4").tobytes()).decode()
