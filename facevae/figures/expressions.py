"""How likely each expression is."""

from collections.abc import Mapping

import plotly.graph_objects as go

from facevae.figures.theme import EXPRESSION_COLOURS, colours, safe, template


def bars(probabilities: Mapping[str, float], dark: bool) -> go.Figure:
    """One bar an expression in its fixed colour and order, its share written at its end."""
    figure = go.Figure(layout={"template": template(dark), "height": 32 * len(probabilities) + 24})
    shares = list(probabilities.values())
    figure.add_bar(
        x=shares, y=[safe(name) for name in probabilities], orientation="h", width=0.7,
        marker={"color": [EXPRESSION_COLOURS.get(name, colours(dark).other) for name in probabilities]},
        text=[f"{100 * share:.0f} %" if share >= 0.01 else "< 1 %" for share in shares],
        textposition="outside", textfont={"color": colours(dark).text}, cliponaxis=False, hoverinfo="skip",
    )  # fmt: skip
    figure.update_xaxes(visible=False, range=[0, 1.12], fixedrange=True)
    figure.update_yaxes(
        autorange="reversed",
        showgrid=False,
        fixedrange=True,
        ticksuffix="  ",
        tickfont={"size": 13, "color": colours(dark).text},
    )
    return figure
