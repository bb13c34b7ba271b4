"""Faces as points on a map."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from facevae.figures import groups
from facevae.figures.theme import colours, number, quiet, safe, template

HEIGHT = 640
CAMERA = {"eye": {"x": 1.4, "y": 1.55, "z": 0.8}, "center": {"x": 0, "y": 0, "z": -0.15}}


def latent_map(
    points: np.ndarray,
    face_ids: Sequence[str],
    colour_values: Sequence[Any] | None,
    colour_name: str,
    dark: bool,
    placed: Sequence[tuple[str, Sequence[float]]] | None = None,
    selected: Collection[str] | None = None,
    *,
    hover: Mapping[str, Sequence[Any]] | None = None,
    facts: Mapping[str, Any] | None = None,
    height: int = HEIGHT,
) -> go.Figure:
    """Every face a point at one scale both ways; each point's customdata is its face_id.

    Args:
        points: (N, 2 or 3).
        face_ids: (N,).
        colour_values: (N,) kinds or numbers, missing ones drawn hollow; None for one colour.
        colour_name: what the values are, such as `expression`.
        placed: label and point of faces that are not part of the map's set.
        selected: face_ids to stand out; None when nothing is selected.
        hover: columns (N,) shown under the pointer, such as identity and expression.
        facts: as from `projection.fit`; with PCA's explained variance the axes are named.
    """
    drawing = _Drawing(
        np.asarray(points, dtype=np.float32), face_ids, dark, selected, _hover_text(hover, len(points), dark)
    )
    numbers = None if colour_values is None else groups.as_numbers(colour_values)
    if colour_values is None:
        drawing.group(groups.Group("", np.arange(len(points)), colours(dark).accent))
    elif numbers is not None:
        drawing.numbers(numbers, colour_name)
    else:
        ranked = enumerate(groups.kinds(colour_values, dark), 1)
        for rank, group in sorted(ranked, key=lambda item: (not item[1].behind, -len(item[1].rows))):
            drawing.group(group, legendrank=rank)
        drawing.figure.update_layout(showlegend=True)
    for label, point in placed or ():
        drawing.placed(label, point)
    drawing.frame((facts or {}).get("explained_variance"), height)
    return drawing.figure


class _Drawing:
    """A map being drawn; 2-D by WebGL, 3-D as a scene."""

    def __init__(self, points, face_ids, dark, selected, hover_text):
        self.figure = go.Figure(layout={"template": template(dark)})
        self.points, self.dark, self.hover_text = points, dark, hover_text
        self.face_ids = np.asarray(face_ids, dtype=object)
        self.solid = points.shape[1] == 3
        self.size = float(np.clip(13 - 2.1 * np.log10(max(len(points), 1)), 3, 9)) * (
            0.6 if self.solid else 1
        )
        self.chosen = None if selected is None else np.isin(self.face_ids.astype(str), [*map(str, selected)])

    def group(self, group: groups.Group, **more) -> None:
        name = f"{safe(group.name, 24)} {quiet(f'{len(group.rows):,}', self.dark)}" if group.name else ""
        hollow = group.symbol.endswith("-open")
        marker = {
            "color": group.colour,
            "symbol": group.symbol,
            "opacity": 0.85,
            "line": {"width": int(hollow), "color": group.colour},
        }
        self._points(group.rows, marker, name=name, **more)

    def numbers(self, numbers: np.ndarray, name: str) -> None:
        known = np.isfinite(numbers)
        if not known.all():
            self.group(groups.hollow(np.flatnonzero(~known), self.dark), showlegend=True)
            self.figure.update_layout(showlegend=True)
        scale = groups.scale(numbers, self.dark)
        marker = {
            "color": numbers[known].astype(np.float32),
            "colorscale": scale.colours,
            "cmin": scale.low,
            "cmax": scale.high,
            "opacity": 0.85,
            "colorbar": _colour_bar(scale, name),
        }
        self._points(np.flatnonzero(known), marker, name="", showlegend=False)

    def placed(self, label: str, point: Sequence[float]) -> None:
        """A face from outside: a star on a disc of the page's colour, named."""
        c = colours(self.dark)
        at = dict(zip("xyz", ([float(value)] for value in point), strict=False))
        text = safe(label, 32)
        told = {"hovertext": [text], "hoverinfo": "text", "showlegend": False}
        if self.solid:
            marker = {
                "size": 10,
                "symbol": "diamond",
                "color": c.accent,
                "line": {"color": c.text, "width": 2},
            }
            self.figure.add_scatter3d(
                **at, **told, mode="markers+text", marker=marker,
                text=[text], textposition="top center", textfont={"color": c.text, "size": 13},
            )  # fmt: skip
            return
        disc = {"size": 26, "color": c.paper, "line": {"color": c.accent, "width": 2}}
        self.figure.add_scattergl(**at, **told, mode="markers", marker=disc)
        star = {"size": 15, "symbol": "star", "color": c.accent}
        self.figure.add_scattergl(**at, **told, mode="markers", marker=star)
        self.figure.add_annotation(
            x=at["x"][0], y=at["y"][0], text=text, yshift=26, bgcolor=c.paper, borderpad=3, opacity=0.95
        )

    def frame(self, explained: Sequence[float] | None, height: int) -> None:
        """Axes without ticks: their numbers mean nothing; PCA's directions do, and are named."""
        bare = {
            "showgrid": False,
            "zeroline": False,
            "showticklabels": False,
            "visible": explained is not None,
        }
        titles = [_axis_title(i, share) for i, share in enumerate(explained or [0] * self.points.shape[1])]
        self.figure.update_layout(
            height=height, dragmode="orbit" if self.solid else "pan", hovermode="closest", uirevision="map"
        )
        if self.solid:
            axes = {
                f"{axis}axis": {**bare, "showbackground": False, "showspikes": False, "title_text": title}
                for axis, title in zip("xyz", titles, strict=True)
            }
            if explained is not None:
                c = colours(self.dark)
                for axis in axes.values():
                    axis |= {
                        "showline": True,
                        "linecolor": c.grid,
                        "title_font": {"size": 11, "color": c.quiet},
                    }
            self.figure.update_layout(scene={**axes, "aspectmode": "data", "camera": CAMERA})
            return
        self.figure.update_xaxes(**bare, title_text=titles[0])
        self.figure.update_yaxes(**bare, title_text=titles[1], scaleanchor="x", scaleratio=1)

    def _points(self, rows: np.ndarray, marker: dict, **more) -> None:
        at = {axis: self.points[rows, i] for i, axis in enumerate("xyz"[: self.points.shape[1]])}
        trace = go.Scatter3d if self.solid else go.Scattergl
        if self.chosen is not None and not self.solid:
            more["selectedpoints"] = np.flatnonzero(self.chosen[rows])
            more["unselected"] = {"marker": {"opacity": 0.15}}
            more["selected"] = {"marker": {"opacity": 1.0}}
        self.figure.add_trace(
            trace(
                **at,
                mode="markers",
                marker={"size": self.size, "line": {"width": 0}, **marker},
                customdata=self.face_ids[rows],
                hovertext=None if self.hover_text is None else self.hover_text[rows],
                hoverinfo="none" if self.hover_text is None else "text",
                **more,
            )
        )


def _axis_title(axis: int, share: float) -> str:
    return f"component {axis + 1}: {100 * share:.2g} % of variance"


def _colour_bar(scale: groups.Scale, name: str) -> dict[str, Any]:
    ticks = np.linspace(scale.low, scale.high, 5)
    texts = [number(tick) for tick in ticks]
    if scale.clipped_low:
        texts[0] = f"≤ {texts[0]}"
    if scale.clipped_high:
        texts[-1] = f"≥ {texts[-1]}"
    return {
        "title": {"text": f"{safe(name, 24)}<br> ", "side": "top", "font": {"size": 12}},
        "tickvals": ticks,
        "ticktext": texts,
        "thickness": 10,
        "len": 0.4,
        "y": 0,
        "yanchor": "bottom",
        "outlinewidth": 0,
        "ticks": "",
    }


def _hover_text(hover: Mapping[str, Sequence[Any]] | None, count: int, dark: bool) -> np.ndarray | None:
    """A text a face: each column's name, quiet, and its value, both escaped."""
    if not hover:
        return None
    lines = [""] * count
    for name, values in hover.items():
        head = quiet(safe(name, 24), dark)
        known = {value: safe(value, 48) for value in {v for v in values if not groups.missing(v)}}
        texts = ["–" if groups.missing(value) else known[value] for value in values]
        lines = [f"{line}<br>{head} {text}" for line, text in zip(lines, texts, strict=True)]
    return np.array([line.removeprefix("<br>") for line in lines], dtype=object)
