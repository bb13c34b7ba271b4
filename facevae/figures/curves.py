"""Training curves: thinning, smoothing, and a figure whose lines carry their names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go

from facevae.figures.theme import CATEGORY_COLOURS, HEIGHT, LOSS_COLOURS, colours, safe, template

TERMS = {"loss": "loss", "reconstruction_nll": "reconstruction", "kl": "KL"}
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
    rows: Sequence[Mapping[str, Any]], dark: bool, *, log: bool = False, smoothing: float = 0.0
) -> go.Figure:
    """Loss, reconstruction and KL over the steps of a run, validation dashed.

    Args:
        rows: metrics rows, of training and validation.
        smoothing: weight of the past in the training lines, 0 to below 1.
    """
    lines = []
    for name, label in TERMS.items():
        steps, values = series(rows, name)
        lines.append(Line(label, steps, smooth(values, smoothing), LOSS_COLOURS[dark][name]))
        steps, values = series(rows, f"validation_{name}")
        lines.append(Line(f"{label}, validation", steps, values, LOSS_COLOURS[dark][name], dashed=True))
    return chart(lines, dark, x_title="step", y_title="nats per image", log=log)


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
    palette = [*CATEGORY_COLOURS, *[colours(dark).other] * max(0, len(runs) - len(CATEGORY_COLOURS))]
    lines = [Line(name, x, y, colour) for (name, (x, y)), colour in zip(runs.items(), palette, strict=False)]
    return chart(lines, dark, x_title="step", y_title=y_title, log=log)


def chart(
    lines: Sequence[Line], dark: bool, *, x_title: str, y_title: str, log: bool = False, height: int = HEIGHT
) -> go.Figure:
    """Lines with their names at their ends, moved apart where they would meet."""
    figure = go.Figure(layout={"template": template(dark), "height": height, "hovermode": "x unified"})
    figure.update_xaxes(title_text=safe(x_title), rangemode="tozero", showgrid=False)
    figure.update_yaxes(title_text=safe(y_title), type="log" if log else "linear", exponentformat="SI")
    drawn, hidden = [], 0
    for line in lines:
        x, y = thin(line.x, line.y)
        if log:
            hidden += int((y <= 0).sum())
            x, y = x[y > 0], y[y > 0]
        if len(y):
            drawn.append((line, x, y))
            figure.add_scatter(
                x=x.astype(np.float32) if x.dtype.kind == "f" else x,
                y=y.astype(np.float32),
                name=safe(line.label),
                mode="lines" if len(y) > 1 else "markers",
                line={"color": line.colour, "width": 1.75, "dash": "dash" if line.dashed else "solid"},
                hovertemplate="%{y:.4~g}",
            )
    if drawn:
        _name_lines(figure, drawn, log, height)
    if hidden:
        figure.add_annotation(
            text="Values of 0 and less have no place on this scale.",
            x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="top",
            font_color=colours(dark).quiet,
        )  # fmt: skip
    return figure


def _name_lines(figure: go.Figure, drawn: list, log: bool, height: int) -> None:
    """Fix the y range, so that pixels are known, and write each name beside its line's end."""
    scale = np.log10 if log else np.asarray
    values = np.concatenate([scale(y) for _, _, y in drawn])
    low, high = values.min(), values.max()
    pad = 0.04 * (high - low) or 0.5 * abs(high) or 1
    low, high = low - pad, high + pad
    figure.update_yaxes(range=[low, high])
    plot = height - 60
    ends = np.array([(scale(y)[-1] - low) / (high - low) * plot for _, _, y in drawn])
    places = spread(ends, LABEL_HEIGHT, plot)
    for (line, x, y), end, place in zip(drawn, ends, places, strict=True):
        figure.add_annotation(
            text=safe(line.label, 28),
            x=x[-1], y=scale(y)[-1], xanchor="left", xshift=6, yshift=place - end,
            align="left", font_color=line.colour,
        )  # fmt: skip
    longest = max(len(line.label[:28]) for line, _, _ in drawn)
    figure.update_layout(margin_r=16 + round(6.6 * longest))


def spread(places: np.ndarray, gap: float, length: float) -> np.ndarray:
    """The places moved as little as keeps them `gap` apart, in order, and within 0..length where they fit."""
    order = np.argsort(places, kind="stable")
    moved = places[order].astype(np.float64)
    for _ in range(100):
        close = np.diff(moved) < gap - 1e-3
        if not close.any():
            break
        for i in np.flatnonzero(close):
            middle = (moved[i] + moved[i + 1]) / 2
            moved[i], moved[i + 1] = middle - gap / 2, middle + gap / 2
        moved += max(0, -moved[0]) - max(0, moved[-1] - length)
    apart = np.empty_like(moved)
    apart[order] = moved
    return apart
