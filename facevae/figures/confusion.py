"""Which labels are taken for which."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from facevae.figures.theme import colours, safe, template

HEIGHT = 400


def confusion(counts: Sequence[Sequence[int]], labels: Sequence[str], dark: bool) -> go.Figure:
    """Each row a true label, coloured and written by the share of its faces; the counts under the pointer.

    Args:
        counts: (K, K), truth by what was told.
    """
    c = colours(dark)
    counts = np.asarray(counts)
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, totals, out=np.zeros(counts.shape), where=totals > 0)
    names = [safe(label, 16) for label in labels]
    rows = [f"{name} ({total:,})" for name, total in zip(names, totals[:, 0], strict=True)]
    text = [[f"{100 * share:.0f} %" if share >= 0.005 else "" for share in row] for row in shares]
    figure = go.Figure(layout={"template": template(dark), "height": HEIGHT})
    figure.add_heatmap(
        z=np.float32(shares), x=names, y=rows, text=text, texttemplate="%{text}", customdata=counts,
        colorscale=[[0, c.grid], [1, c.blue]], zmin=0, zmax=1, showscale=False, xgap=2, ygap=2,
        hovertemplate="%{y}, told %{x}: %{customdata:,}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(title_text="what the model told", showgrid=False, fixedrange=True, tickangle=-35)
    figure.update_yaxes(
        title_text="what people labelled (faces)",
        showgrid=False,
        fixedrange=True,
        autorange="reversed",
        ticksuffix=" ",
    )
    return figure
