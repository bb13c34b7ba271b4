"""Horizontal bars with their names and values written on them."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from facevae.figures.theme import colours, safe, template

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
    """A bar a label, from the top, its value at the end.

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
        text=[f"{value:,.{digits}g}" for value in values],
        textposition="outside",
        textfont={"size": 12, "color": c.text},
        cliponaxis=False,
        hoverinfo="skip",
    )
    if baseline is not None:
        _baseline(figure, baseline, baseline_name, unit, dark, digits)
    figure.update_yaxes(
        tickvals=places,
        ticktext=[safe(label, 32) for label in labels],
        tickfont_color=c.text,
        range=[len(values) - 0.5, -0.5],
        showgrid=False,
        fixedrange=True,
    )
    figure.update_xaxes(title_text=safe(unit), fixedrange=True, rangemode="tozero")
    figure.update_layout(margin_r=56)
    return figure


def _baseline(figure: go.Figure, baseline, name: str, unit: str, dark: bool, digits: int) -> None:
    """A tick across each bar that has one, and the name beside the first."""
    c = colours(dark)
    known = [(place, value) for place, value in enumerate(baseline) if value is not None]
    for place, value in known:
        figure.add_shape(
            type="line", x0=value, x1=value, y0=place - 0.45, y1=place + 0.45,
            line={"color": c.text, "width": 2},
        )  # fmt: skip
    if known:
        places, values = zip(*known, strict=True)
        figure.add_scatter(
            x=values,
            y=places,
            mode="markers",
            marker={"size": 14, "color": "rgba(0,0,0,0)"},
            hovertext=[f"{safe(name)}: {value:,.{digits}g} {safe(unit)}" for value in values],
            hoverinfo="text",
        )
        figure.add_annotation(
            text=safe(name), x=values[0], y=places[0] - 0.5, yanchor="bottom", font_color=c.quiet
        )
        figure.update_layout(margin_t=24)


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
