"""How faces on a map are coloured: by kind, by number, or not at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from plotly.colors import sample_colorscale
from plotly.colors import sequential as scales

from facevae.figures.theme import CATEGORY_COLOURS, EXPRESSION_COLOURS, colours

MOST_KINDS = 12  # named on a map; the rest is grey
FEW_NUMBERS = 8  # whole numbers with so few values are kinds, as 0 and 1 are
SYMBOLS = ("circle", "diamond")
CLIP = (2, 98)  # percentiles between which a scale runs


@dataclass
class Group:
    """Faces drawn alike: a name not yet escaped, rows of the map, and whether the named ones lie over it."""

    name: str
    rows: np.ndarray
    colour: str
    symbol: str = "circle"
    behind: bool = False


@dataclass
class Scale:
    """Numbers as colours; values beyond low and high take the end's colour."""

    low: float
    high: float
    clipped_low: bool
    clipped_high: bool
    colours: list


def missing(value: Any) -> bool:
    """No label: None, NaN, pandas' NA, or nothing but space."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return True
    return type(value).__name__ in ("NAType", "NaTType") or (
        isinstance(value, float | np.floating) and np.isnan(value)
    )


def as_numbers(values: Sequence[Any]) -> np.ndarray | None:
    """The values as floats, NaN where there is none, if they are numbers to be put on a scale."""
    known = [value for value in values if not missing(value)]
    numeric = (int, float, np.integer, np.floating)
    if not known or not all(isinstance(v, numeric) and not isinstance(v, bool) for v in known):
        return None
    numbers = np.array([np.nan if missing(value) else float(value) for value in values])
    distinct = np.unique(numbers[np.isfinite(numbers)])
    if len(distinct) <= FEW_NUMBERS and (distinct == np.round(distinct)).all():
        return None
    return np.where(np.isfinite(numbers), numbers, np.nan)


def scale(numbers: np.ndarray, dark: bool) -> Scale:
    """Viridis over the middle 96 % of the numbers, without the end that the page's colour swallows."""
    known = numbers[np.isfinite(numbers)]
    low, high = np.percentile(known, CLIP)
    if low == high:
        low, high = known.min(), known.max()
    steps = np.linspace(0.15, 1, 10) if dark else np.linspace(0, 0.92, 10)
    ramp = [[i / 9, colour] for i, colour in enumerate(sample_colorscale(scales.Viridis, list(steps)))]
    return Scale(float(low), float(high), known.min() < low, known.max() > high, ramp)


def kinds(values: Sequence[Any], dark: bool) -> list[Group]:
    """Groups in the order of a legend: the named, then all others together, then the unlabelled.

    The eight expressions have their fixed colours; of other kinds the twelve commonest have six hues
    and two symbols.
    """
    rows: dict[str, list[int]] = {}
    unlabelled = []
    for row, value in enumerate(values):
        if missing(value):
            unlabelled.append(row)
        else:
            rows.setdefault(_name(value), []).append(row)
    if rows.keys() <= EXPRESSION_COLOURS.keys():
        named = [
            Group(name, np.array(rows[name]), EXPRESSION_COLOURS[name])
            for name in EXPRESSION_COLOURS
            if name in rows
        ]
        others = []
    else:
        counts = Counter({name: len(members) for name, members in sorted(rows.items())})
        common = [name for name, _ in counts.most_common(MOST_KINDS)]
        named = [
            Group(
                name,
                np.array(rows[name]),
                CATEGORY_COLOURS[i % len(CATEGORY_COLOURS)],
                SYMBOLS[i // len(CATEGORY_COLOURS) % len(SYMBOLS)],
            )
            for i, name in enumerate(common)
        ]
        others = sorted(row for name in rows.keys() - set(common) for row in rows[name])
    if others:
        named.append(
            Group(f"{len(rows) - MOST_KINDS} others", np.array(others), colours(dark).other, behind=True)
        )
    if unlabelled:
        named.append(hollow(np.array(unlabelled), dark))
    return named


def hollow(rows: np.ndarray, dark: bool) -> Group:
    """The faces without a label."""
    return Group("unlabelled", rows, colours(dark).quiet, "circle-open", behind=True)


def _name(value: Any) -> str:
    whole = isinstance(value, float | np.floating) and float(value).is_integer()
    return str(int(value)) if whole else str(value)
