"""Training curves: thinning, smoothing, and a figure whose lines carry their names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from facevae.figures.theme import CATEGORY_COLOURS, HEIGHT, LOSS_COLOURS, colours, quiet, safe, template

TERMS = {"loss": "Loss", "reconstruction_nll": "Reconstruction", "kl": "KL"}
LABEL_HEIGHT = 17  # pixels between direct labels


@dataclass
class Line:
    """One line of a chart; `label` may be empty for a line whose pair is labelled."""

    label: str
    x: Sequence[float]
    y: Sequence[float]
    colour: str
    dashed: bool = False


def thin(x: Sequence[float], y: Sequence[float], limit: int = 2000) -> tuple[np.ndarray, np.ndarray]:
    """At most `limit` of the points, in order: the first, the last, and each stretch's lowest and highest.

    Args:
        x: rising.
        y: as long; points that are not finite are left out.
        limit: 4 or more.
    """
    x, y = np.asarray(x), np.asarray(y, dtype=np.float64)
    finite = np.isfinite(y)
    x, y = x[finite], y[finite]
    if len(y) <= limit:
        return x, y
    edges = np.linspace(1, len(y) - 1, (limit - 2) // 2 + 1).astype(int)
    kept = [0, len(y) - 1]
    for start, end in pairwise(edges):
        if end > start:
            kept += [start + int(y[start:end].argmin()), start + int(y[start:end].argmax())]
    kept = np.unique(kept)
    return x[kept], y[kept]


def smooth(y: Sequence[float], weight: float) -> np.ndarray:
    """The exponential moving average, corrected for its start at nothing (as Adam's moments).

    Args:
        weight: of the past, 0 (as it is) to below 1. Values that are not finite are passed over.
    """
    y = np.asarray(y, dtype=np.float64)
    finite = np.isfinite(y)
    total, norm = 0.0, 0.0
    smoothed = np.full(len(y), np.nan)
    for i in np.flatnonzero(finite):
        total = weight * total + (1 - weight) * y[i]
        norm = weight * norm + (1 - weight)
        smoothed[i] = total / norm
    return smoothed


def series(rows: Sequence[Mapping[str, Any]], name: str) -> tuple[np.ndarray, np.ndarray]:
    """Steps and values of one metric, out of the rows that have it."""
    pairs = [(row["step"], row[name]) for row in rows if row.get(name) is not None]
    steps, values = zip(*pairs, strict=True) if pairs else ((), ())
    return np.array(steps, dtype=np.int64), np.array(values, dtype=np.float64)


def loss_curves(
    rows: Sequence[Mapping[str, Any]],
    dark: bool,
    *,
    log: bool = False,
    smoothing: float = 0.0,
    columns: int = 3,
) -> go.Figure:
    """Loss, reconstruction and KL over the steps of a run, a panel each, validation dashed.

    Args:
        rows: metrics rows, of training and validation.
        smoothing: weight of the past in the training lines, 0 to below 1.
        columns: panels side by side; 1 on a narrow page.
    """
    lines = -(-len(TERMS) // columns)
    figure = make_subplots(rows=lines, cols=columns, horizontal_spacing=0.08, vertical_spacing=0.28 / lines)
    figure.update_layout(template=template(dark), height=HEIGHT * lines if lines > 1 else 280, margin_t=32)
    for i, (name, title) in enumerate(TERMS.items()):
        panel = {"row": i // columns + 1, "col": i % columns + 1}
        colour = LOSS_COLOURS[dark][name]
        steps, values = series(rows, name)
        training = Line("training", steps, smooth(values, smoothing), colour)
        validation = Line("validation", *series(rows, f"validation_{name}"), colour, dashed=True)
        hidden = sum(_draw(figure, line, log, **panel) for line in (training, validation))
        _title_panel(figure, title, colour, bool(len(validation.y)), hidden, dark, panel)
        figure.update_xaxes(title_text="step", rangemode="tozero", showgrid=False, **panel)
        figure.update_yaxes(type="log" if log else "linear", exponentformat="SI", nticks=6, **panel)
    figure.update_yaxes(title_text="nats per image", col=1)
    return figure


def _title_panel(figure, title, colour, validated, hidden, dark, panel) -> None:
    notes = "dashed: validation" * validated
    if hidden:
        notes = "values of 0 and less have no place on a log scale"
    figure.add_annotation(
        text=f"<b>{title}</b>  {quiet(notes, dark)}", font_color=colour,
        x=0, y=1, xref="x domain", yref="y domain", xanchor="left", yanchor="bottom", yshift=6, **panel,
    )  # fmt: skip


def compare(
    runs: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    y_title: str,
    dark: bool,
    *,
    log: bool = False,
) -> go.Figure:
    """One metric of several runs, each line named; from the seventh on they are grey.

    Args:
        runs: by name, steps and values.
    """
    palette = [*CATEGORY_COLOURS, *[colours(dark).quiet] * max(0, len(runs) - len(CATEGORY_COLOURS))]
    lines = [Line(name, x, y, colour) for (name, (x, y)), colour in zip(runs.items(), palette, strict=False)]
    return chart(lines, dark, x_title="step", y_title=y_title, log=log)


def chart(
    lines: Sequence[Line], dark: bool, *, x_title: str, y_title: str, log: bool = False, height: int = HEIGHT
) -> go.Figure:
    """Lines with their names at their ends, moved apart where they would meet."""
    figure = go.Figure(layout={"template": template(dark), "height": height})
    figure.update_xaxes(title_text=safe(x_title), rangemode="tozero", showgrid=False)
    figure.update_yaxes(title_text=safe(y_title), type="log" if log else "linear", exponentformat="SI")
    hidden = sum(_draw(figure, line, log) for line in lines)
    _name_lines(figure, [_shown(line, log) for line in lines], log, height)
    if hidden:
        figure.add_annotation(
            text="Values of 0 and less have no place on a log scale.",
            x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="top",
            font_color=colours(dark).quiet,
        )  # fmt: skip
    return figure


def _shown(line: Line, log: bool) -> Line:
    """The line thinned, and on a log scale only what is above 0."""
    x, y = thin(line.x, line.y)
    above = y > 0 if log else np.ones(len(y), bool)
    return replace(line, x=x[above], y=y[above])


def _draw(figure: go.Figure, line: Line, log: bool, **panel: int) -> int:
    """Add the line, and say how many of its points the scale cannot show."""
    shown = _shown(line, log)
    if len(shown.y):
        figure.add_scatter(
            x=shown.x,
            y=shown.y.astype(np.float32),
            name=safe(line.label),
            mode="lines" if len(shown.y) > 1 else "markers",
            line={"color": line.colour, "width": 1.75, "dash": "dash" if line.dashed else "solid"},
            hovertemplate="step %{x:,} · %{y:.4~g}<extra>%{fullData.name}</extra>",
            **panel,
        )
    return int((np.asarray(line.y, dtype=np.float64) <= 0).sum()) if log else 0


def _name_lines(figure: go.Figure, lines: Sequence[Line], log: bool, height: int) -> None:
    """Fix the ranges, so that pixels are known, and write each name beside its line's end."""
    lines = [line for line in lines if len(line.y)]
    if not lines:
        return
    scale = np.log10 if log else np.asarray
    values = np.concatenate([scale(line.y) for line in lines])
    low, high = values.min(), values.max()
    pad = 0.04 * (high - low) or 0.5 * abs(high) or 1
    low, high = low - pad, high + pad
    figure.update_yaxes(range=[low, high])
    figure.update_xaxes(range=[0, max(line.x[-1] for line in lines)])
    plot = height - 60
    ends = np.array([(scale(line.y)[-1] - low) / (high - low) * plot for line in lines])
    for line, end, place in zip(lines, ends, spread(ends, LABEL_HEIGHT, plot), strict=True):
        figure.add_annotation(
            text=safe(line.label, 28), font_color=line.colour, align="left", xanchor="left",
            x=line.x[-1], xshift=6, y=scale(line.y)[-1], yshift=place - end,
        )  # fmt: skip
    longest = max(len(line.label[:28]) for line in lines)
    figure.update_layout(margin_r=16 + round(6.8 * longest))


def spread(places: np.ndarray, gap: float, length: float) -> np.ndarray:
    """The places moved as little as keeps them `gap` apart, in order, and within 0..length where they fit."""
    order = np.argsort(places, kind="stable")
    moved = places[order].astype(np.float64)
    for _ in range(100):
        close = np.flatnonzero(np.diff(moved) < gap - 1e-3)
        for i in close:
            middle = (moved[i] + moved[i + 1]) / 2
            moved[i], moved[i + 1] = middle - gap / 2, middle + gap / 2
    steps = gap * np.arange(len(moved))
    moved = np.maximum.accumulate(np.maximum(moved, 0) - steps) + steps
    moved = np.minimum(moved, length - steps[::-1])
    apart = np.empty_like(moved)
    apart[order] = moved
    return apart
