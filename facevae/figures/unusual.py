"""Where one face lies among the known faces, from ordinary to unusual."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from facevae.figures.theme import colours, template


def density(quantiles: Sequence[float], points: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """A smooth density (points,), its highest 1, over values from the lowest to the highest quantile."""
    quantiles = np.asarray(quantiles, dtype=np.float64)
    shares = np.linspace(0, 1, len(quantiles))
    sample = np.interp(np.linspace(0.001, 0.999, 1000), shares, quantiles)
    low, high = quantiles[0], quantiles[-1]
    width = (
        0.9 * min(sample.std(), np.subtract(*np.quantile(sample, [0.75, 0.25])) / 1.34) * len(sample) ** -0.2
    )
    width = max(width, 0.01 * (high - low), np.finfo(float).tiny)
    values = np.linspace(low - 2 * width, high + 2 * width, points)
    heights = np.exp(-0.5 * ((values[:, None] - sample) / width) ** 2).sum(axis=1)
    return values, heights / heights.max()


def unusual(quantiles: Sequence[float], negative_elbo: float, dark: bool) -> go.Figure:
    """The known faces as a hill, this face as a line through it.

    Args:
        quantiles: 101 of the negative ELBO, nats, as in a checkpoint's card.
        negative_elbo: this face's.
    """
    c = colours(dark)
    values, heights = density(quantiles)
    figure = go.Figure(layout={"template": template(dark), "height": 140})
    figure.add_scatter(
        x=values.astype(np.float32),
        y=heights.astype(np.float32),
        mode="lines",
        line={"color": c.quiet, "width": 1.25},
        fill="tozeroy",
        fillcolor=c.grid,
        hoverinfo="skip",
    )
    low, high = min(values[0], negative_elbo), max(values[-1], negative_elbo)
    right = negative_elbo > (low + high) / 2
    figure.add_shape(
        type="line", x0=negative_elbo, x1=negative_elbo, y0=0, y1=1.1, line={"color": c.accent, "width": 2}
    )
    figure.add_annotation(
        text="this face", x=negative_elbo, y=1.1, font_color=c.accent, yanchor="bottom",
        xanchor="right" if right else "left", xshift=4 if right else -4,
    )  # fmt: skip
    pad = 0.03 * (high - low) or 1
    figure.update_xaxes(
        title_text="negative ELBO, nats: ordinary ← → unusual",
        range=[low - pad, high + pad],
        showgrid=False,
        nticks=5,
        fixedrange=True,
        tickformat=",d",
    )
    figure.update_yaxes(visible=False, range=[0, 1.4], fixedrange=True)
    return figure
