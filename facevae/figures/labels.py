"""Names beside lines, where no two lie upon each other."""

from collections.abc import Sequence

import numpy as np

from facevae.figures.theme import CATEGORY_COLOURS, colours

CHANCE = "chance"


def apart(places: Sequence[float], gap: float, highest: float = np.inf) -> np.ndarray:
    """Places moved as little as needed so that none is nearer than the gap to another, in the same order.

    Of equal ones the first comes highest.

    Args:
        places: (N,), in any order.
        highest: what lies above it, or is pushed above it, comes down.
    """
    places = np.asarray(places, dtype=np.float64)
    order = np.lexsort((-np.arange(len(places)), places))
    groups: list[list[float]] = []  # middle of a group of neighbours, and how many it holds
    for place in places[order]:
        groups.append([place, 1])
        while len(groups) > 1 and groups[-1][0] - groups[-2][0] < gap * (groups[-1][1] + groups[-2][1]) / 2:
            middle, count = groups.pop()
            below = groups[-1]
            below[0] = (below[0] * below[1] + middle * count) / (below[1] + count)
            below[1] += count
    moved = np.empty_like(places)
    moved[order] = [
        middle + (i - (count - 1) / 2) * gap for middle, count in groups for i in range(int(count))
    ]
    for place in order[::-1]:
        moved[place] = min(moved[place], highest)
        highest = moved[place] - gap
    return moved


def line_styles(names: Sequence[str], dark: bool) -> dict[str, dict]:
    """Plotly's line for each name: the first strong in the text's colour, chance grey and dotted."""
    c = colours(dark)
    hues = (c.blue, c.vermilion, *CATEGORY_COLOURS[1:4])
    # A name has the same colour in all charts, in whatever order they list it.
    styles = {name: {"color": hues[i % len(hues)], "width": 1.5} for i, name in enumerate(sorted(names[1:]))}
    styles[names[0]] = {"color": c.text, "width": 2.5}
    if CHANCE in styles:
        styles[CHANCE] = {"color": c.quiet, "width": 1.25, "dash": "dot"}
    return styles
