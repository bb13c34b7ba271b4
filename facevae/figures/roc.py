"""What a verification threshold costs: true against false acceptances, and both errors against each other."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from scipy.special import ndtri

from facevae.figures.labels import apart, line_styles
from facevae.figures.theme import colours, safe, template

RATES = (0.001, 0.01, 0.05, 0.2, 0.5, 0.8)  # ticks of the DET
LOWEST, HIGHEST = 0.0005, 0.9
HEIGHT = 360
GAP = 0.075  # of the axis between two names

Curve = tuple[Sequence[float], Sequence[float]]  # false and true acceptance rate, both rising


def roc(curves: Mapping[str, Curve], dark: bool, here: tuple[float, float] | None = None) -> go.Figure:
    """Share of genuine pairs accepted over that of impostor pairs accepted, the model's line first.

    Args:
        here: false and true acceptance rate at the threshold in use.
    """
    figure = go.Figure(layout={"template": template(dark), "height": HEIGHT})
    styles = line_styles(list(curves), dark)
    for name, (far, tar) in curves.items():
        figure.add_scatter(
            x=np.float32(far), y=np.float32(tar), mode="lines", line=styles[name], name=safe(name, 24),
            hovertemplate="false %{x:.1%}, true %{y:.1%}",
        )  # fmt: skip
    errors = [equal_error(*curve) for curve in curves.values()]
    heights = apart([1 - error for error in errors], GAP, 0.98)
    for name, error, height in zip(curves, errors, heights, strict=True):
        # Right of where the line has as many errors of both kinds.
        _name(figure, name, min(max(error, 1 - height) + 0.03, 0.72), height - 0.02, styles[name], dark)
    if here:
        marker = {
            "size": 11,
            "color": colours(dark).accent,
            "line": {"color": colours(dark).paper, "width": 2},
        }
        figure.add_scatter(x=[here[0]], y=[here[1]], mode="markers", marker=marker, hoverinfo="skip")
    axis = {"range": [-0.01, 1.01], "tickformat": ".0%", "nticks": 6}
    figure.update_xaxes(title_text="different people taken for the same", **axis)
    figure.update_yaxes(title_text="same person recognised", **axis)
    return figure


def det(curves: Mapping[str, Curve], dark: bool) -> go.Figure:
    """False rejections over false acceptances, both on the normal deviate's scale; lower is better.

    Source: Martin et al. 1997, The DET curve in assessment of detection task performance.
    """
    figure = go.Figure(layout={"template": template(dark), "height": HEIGHT})
    styles, drawn = line_styles(list(curves), dark), []
    for name, (far, tar) in curves.items():
        far, frr = np.asarray(far, np.float64), 1 - np.asarray(tar, np.float64)
        within = (far >= LOWEST) & (frr >= LOWEST) & (far <= HIGHEST) & (frr <= HIGHEST)
        drawn += [name] if within.any() else []  # who never errs has no line
        rates = np.stack([far[within], frr[within]], axis=-1)
        figure.add_scatter(
            x=ndtri(rates[:, 0]), y=ndtri(rates[:, 1]), customdata=rates, mode="lines", line=styles[name],
            name=safe(name, 24),
            hovertemplate="false accepts %{customdata[0]:.1%}, false rejects %{customdata[1]:.1%}",
        )  # fmt: skip
    places = [ndtri(np.clip(equal_error(*curve), LOWEST, HIGHEST)) for curve in map(curves.get, drawn)]
    heights = apart(places, GAP * (ndtri(HIGHEST) - ndtri(LOWEST)))
    for name, place, height in zip(drawn, places, heights, strict=True):
        _name(figure, name, place + 0.08, height, styles[name], dark)
    axis = {
        "range": ndtri([LOWEST, HIGHEST]),
        "tickvals": ndtri(RATES),
        "ticktext": [f"{rate:.1%}" if rate < 0.01 else f"{rate:.0%}" for rate in RATES],
    }
    figure.update_xaxes(title_text="different people taken for the same", **axis)
    figure.update_yaxes(title_text="same person rejected", **axis)
    return figure


def equal_error(far: Sequence[float], tar: Sequence[float]) -> float:
    """Where the line crosses false acceptances = false rejections."""
    far, frr = np.asarray(far, np.float64), 1 - np.asarray(tar, np.float64)
    return float(np.interp(0, far - frr, far))


def _name(figure: go.Figure, name: str, x: float, y: float, style: dict, dark: bool) -> None:
    figure.add_annotation(
        x=x, y=y, text=safe(name, 24), font_color=style["color"], xanchor="left", yanchor="middle",
        bgcolor=colours(dark).paper, opacity=0.9, borderpad=1,
    )  # fmt: skip
