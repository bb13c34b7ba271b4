"""Horizontal bars with their names and values written on them."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from facevae.figures.theme import colours, number, safe, template

BAR = 26  # pixels a bar


def bars(
    labels: Sequence[str],
    values: Sequence[float],
    dark: bool,
    *,
    unit: str = "",
    baseline: Sequence[float | None] | None = None,
    baseline_name: str = "baseline",
    highlight: int | None = None,
    digits: int = 3,
) -> go.Figure:
    """A bar a label, from the top, the values in a column at the right.

    Args:
        unit: written on the axis.
        baseline: what each bar is compared with, drawn as a tick across it; None where there is nothing.
        highlight: the bar that stands in the accent colour, the others blue.
        digits: significant digits of the values.
    """
    c = colours(dark)
    values = np.asarray(values, dtype=np.float64)
    places = np.arange(len(values))
    figure = go.Figure(layout={"template": template(dark), "height": BAR * len(values) + 56, "bargap": 0.35})
    figure.add_bar(
        y=places,
        x=values,
        orientation="h",
        marker={"color": [c.accent if i == highlight else c.blue for i in places], "cornerradius": 2},
        hoverinfo="skip",
    )
    for place, value in zip(places, values, strict=True):
        figure.add_annotation(
            text=number(value, digits), x=1, xref="paper", xanchor="right", xshift=52, y=place
        )
    if baseline is not None:
        _baseline(figure, baseline, baseline_name, dark, digits)
    figure.update_yaxes(
        tickvals=places,
        ticktext=[safe(label, 32) for label in labels],
        tickfont_color=c.text,
        ticklabelstandoff=6,
        range=[len(values) - 0.5, -0.5],
        showgrid=False,
        fixedrange=True,
    )
    figure.update_xaxes(title_text=safe(unit), fixedrange=True, rangemode="tozero")
    figure.update_layout(margin_r=56)
    return figure


def _baseline(
    figure: go.Figure, baseline: Sequence[float | None], name: str, dark: bool, digits: int
) -> None:
    """A tick across each bar that has one; over the first its name, and the value if all share it."""
    c = colours(dark)
    known = {place: value for place, value in enumerate(baseline) if value is not None}
    for place, value in known.items():
        figure.add_shape(
            type="line",
            x0=value,
            x1=value,
            y0=place - 0.5,
            y1=place + 0.5,
            line={"color": c.text, "width": 2},
        )
    if known:
        place, value = next(iter(known.items()))
        text = f"{safe(name)} {number(value, digits)}" if len(set(known.values())) == 1 else safe(name)
        figure.add_annotation(text=text, x=value, y=place - 0.5, yanchor="bottom", font_color=c.quiet)
        figure.update_layout(margin_t=28)


def kl_bars(kl_per_dim: Sequence[float], dark: bool, *, most: int = 20) -> go.Figure:
    """The latents that tell most, in nats, largest first, and what all others tell together."""
    kl = np.asarray(kl_per_dim, dtype=np.float64)
    order = np.argsort(-kl, kind="stable")
    shown, rest = order[:most], order[most:]
    labels = [f"latent {i}" for i in shown]
    values = kl[shown]
    if len(rest):
        labels.append(f"{len(rest)} others")
        values = np.append(values, kl[rest].sum())
    return bars(labels, values, dark, unit="KL, nats per image", digits=2)
