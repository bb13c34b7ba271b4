"""Where a score lies between those of different people and those of the same person."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from facevae.figures.theme import colours, template
from facevae.figures.unusual import density

HEIGHT = 210


def scores(
    genuine: Sequence[float],
    impostor: Sequence[float],
    threshold: float,
    dark: bool,
    score: float | None = None,
) -> go.Figure:
    """Both kinds of pairs as hills, the threshold as a dashed line, this pair's score as a solid one.

    Args:
        genuine: 101 quantiles of the scores of pairs that show one person.
        impostor: the same of pairs that show two.
    """
    c = colours(dark)
    figure = go.Figure(layout={"template": template(dark), "height": HEIGHT})
    edges = [threshold] if score is None else [threshold, score]
    for name, quantiles, colour in (
        ("different people", impostor, c.vermilion),
        ("same person", genuine, c.blue),
    ):
        values, heights = density(quantiles)
        edges += [values[0], values[-1]]
        figure.add_scatter(
            x=np.float32(values), y=np.float32(heights), mode="lines", line={"color": colour, "width": 1.5},
            fill="tozeroy", fillcolor=_thin(colour), hoverinfo="skip", name=name,
        )  # fmt: skip
    figure.add_annotation(
        x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="top", align="left",
        text=f'<span style="color:{c.vermilion}">different people</span>   '
        f'<span style="color:{c.blue}">same person</span>',
    )  # fmt: skip
    middle = (min(edges) + max(edges)) / 2
    _line(figure, threshold, 1.2, "threshold", c.text, "dash", right=threshold < middle)
    if score is not None:
        _line(figure, score, 1.42, "these two", c.accent, "solid", right=score < middle)
    pad = 0.03 * (max(edges) - min(edges)) or 1
    figure.update_xaxes(
        title_text="cosine similarity: unlike ← → alike", range=[min(edges) - pad, max(edges) + pad],
        showgrid=False, nticks=7, fixedrange=True,
    )  # fmt: skip
    figure.update_yaxes(visible=False, range=[0, 1.75], fixedrange=True)
    return figure


def _line(figure: go.Figure, x: float, top: float, text: str, colour: str, dash: str, right: bool) -> None:
    line = {"color": colour, "width": 2 if dash == "solid" else 1.25, "dash": dash}
    figure.add_shape(type="line", x0=x, x1=x, y0=0, y1=top, line=line)
    figure.add_annotation(
        x=x, y=top, text=text, font_color=colour, yanchor="middle",
        xanchor="left" if right else "right", xshift=4 if right else -4,
    )  # fmt: skip


def _thin(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.18)"
