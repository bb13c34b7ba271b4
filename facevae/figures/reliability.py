"""Whether a model that says 80 % is right in 80 of 100 cases."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from facevae.figures.confusion import HEIGHT  # they stand in one row
from facevae.figures.theme import colours, template


def reliability(
    confidence: Sequence[float], accuracy: Sequence[float], n: Sequence[int], dark: bool
) -> go.Figure:
    """How often it was right over how sure it was; a calibrated model lies on the diagonal.

    Args:
        confidence: mean of each bin, 0..1.
        accuracy: of each bin, 0..1.
        n: faces in each bin, which the area of its point shows; empty bins are left out.
    """
    c = colours(dark)
    n = np.asarray(n)
    held = n > 0
    figure = go.Figure(layout={"template": template(dark), "height": HEIGHT})
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"color": c.quiet, "width": 1.25, "dash": "dot"},
        hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=np.float32(confidence)[held], y=np.float32(accuracy)[held], customdata=n[held],
        mode="lines+markers", line={"color": c.text, "width": 1.5},
        marker={"size": 5 + 14 * np.sqrt(n[held] / max(1, n.max()))},
        hovertemplate="said %{x:.0%}, right in %{y:.0%} of %{customdata:,} faces<extra></extra>",
    )  # fmt: skip
    axis = {"range": [-0.01, 1.03], "tickformat": ".0%", "nticks": 6}
    figure.update_xaxes(title_text="how sure it said it was", **axis)
    figure.update_yaxes(title_text="how often it was right", **axis)
    return figure
