"""Colours, the two Plotly templates, and text that Plotly shows as it stands."""

import html
import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import plotly.graph_objects as go

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
HEIGHT = 320

# Okabe and Ito 2008: told apart by colour-blind eyes too.
EXPRESSION_COLOURS = {
    "neutral": "#999999",
    "happiness": "#E69F00",
    "surprise": "#F0E442",
    "sadness": "#0072B2",
    "anger": "#D55E00",
    "disgust": "#009E73",
    "fear": "#CC79A7",
    "contempt": "#56B4E9",
}
# Six hues far apart; whoever needs twelve kinds varies the symbol as well.
CATEGORY_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9")
# For `st.plotly_chart(config=...)` and `Plotly.newPlot`. Plotly 7 offers to upload charts unless told not.
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "scrollZoom": True,
    "responsive": True,
}
STILL: dict[str, Any] = {**CONFIG, "displayModeBar": False, "scrollZoom": False}  # for small charts


@dataclass(frozen=True)
class Colours:
    """One theme's colours, the same as in `.streamlit/config.toml`."""

    paper: str
    text: str
    quiet: str
    grid: str
    other: str
    accent: str
    blue: str
    vermilion: str


LIGHT = Colours("#FDFDFB", "#1B1B19", "#6B6963", "#E1DFDA", "#C4C1BA", "#0B7D6E", "#0072B2", "#D55E00")
DARK = Colours("#121211", "#ECEBE7", "#A3A19A", "#31302D", "#57554F", "#0F9D8A", "#3E9BDB", "#E8711C")


def colours(dark: bool) -> Colours:
    return DARK if dark else LIGHT


@cache
def template(dark: bool) -> go.layout.Template:
    """No frame, thin grid, no ground of its own, so that it stands on the page's."""
    c = colours(dark)
    axis = {
        "showline": False,
        "zeroline": False,
        "gridcolor": c.grid,
        "gridwidth": 1,
        "ticks": "",
        "tickfont": {"size": 12, "color": c.quiet},
        "title": {"font": {"size": 12, "color": c.quiet}, "standoff": 8},
        "automargin": True,
    }
    layout = go.Layout(
        font={"family": FONT, "size": 13, "color": c.text},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        colorway=list(CATEGORY_COLOURS),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        height=HEIGHT,
        showlegend=False,
        xaxis=axis,
        yaxis=axis,
        hoverlabel={
            "bgcolor": c.paper,
            "bordercolor": c.grid,
            "font": {"family": FONT, "size": 12, "color": c.text},
            "align": "left",
        },
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "bottom",
            "bgcolor": "rgba(0,0,0,0)",
            "font": {"size": 12, "color": c.text},
            "itemsizing": "constant",
            "title": {"text": ""},
        },
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": c.quiet, "activecolor": c.accent, "orientation": "v"},
        annotationdefaults={"showarrow": False, "font": {"size": 12, "color": c.text}},
    )
    return go.layout.Template(layout=layout)


def safe(text: Any, longest: int = 60) -> str:
    """Text that Plotly shows letter for letter: no tags, no TeX, one line, at most so long."""
    line = " ".join(re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", " ", str(text)).split())
    if len(line) > longest:
        line = line[: longest - 1].rstrip() + "…"
    return html.escape(line, quote=False).replace("$", "&#36;")


def number(value: float, digits: int = 3) -> str:
    """A number to so many significant digits, whole thousands grouped: `24.6`, `2.0`, `12,346`."""
    rounded = float(f"{value:.{digits - 1}e}")
    decimals = 0 if rounded == 0 else max(0, digits - 1 - math.floor(math.log10(abs(rounded))))
    return f"{value:,.{decimals}f}".replace("-", "−")
