"""How often the right person is among the first few matches."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from facevae.figures.labels import apart, line_styles
from facevae.figures.theme import HEIGHT, safe, template

GAP = 0.075
MOST = 20  # ranks shown


def cmc(curves: Mapping[str, Sequence[float]], dark: bool) -> go.Figure:
    """The cumulative match curves, the model's first; each named at its end.

    Args:
        curves: share of probes whose person is among the first 1, 2, 3 ... matches, 0..1.
    """
    figure = go.Figure(layout={"template": template(dark), "margin_r": 96, "height": HEIGHT})
    styles = line_styles(list(curves), dark)
    shown = {name: np.asarray(curve, np.float32)[:MOST] for name, curve in curves.items()}
    last = max(len(curve) for curve in shown.values())
    low = min(float(curve.min()) for curve in shown.values())
    low = np.floor(10 * low) / 10 if low > 0.3 else 0.0
    heights = apart([float(curve[-1]) for curve in shown.values()], GAP * (1 - low), 1.0)
    for (name, curve), height in zip(shown.items(), heights, strict=True):
        figure.add_scatter(
            x=np.arange(1, len(curve) + 1), y=curve, mode="lines+markers", line=styles[name],
            marker={"size": 4 if len(curve) > 1 else 8}, name=safe(name, 24),
            hovertemplate="rank %{x}: %{y:.1%}",
        )  # fmt: skip
        figure.add_annotation(
            x=1, xref="paper", y=height, text=safe(name, 16), font_color=styles[name]["color"],
            xanchor="left", xshift=8,
        )  # fmt: skip
    figure.update_xaxes(
        title_text="looking at so many matches", range=[0.7, last + 0.3], nticks=min(last, 10) + 1
    )
    figure.update_yaxes(
        title_text="right person among them",
        range=[low - 0.01, 1.02],
        tickformat=".0%",
    )
    return figure
