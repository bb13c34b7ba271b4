"""How faces on a map are told apart: by kind, or by number on a scale."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from plotly.colors import sample_colorscale
from plotly.colors import sequential as scales

from facevae.figures.theme import CATEGORY_COLOURS, EXPRESSION_COLOURS

MOST_KINDS = 12  # in a colour of their own; the rest is grey
FEW_NUMBERS = 8  # whole numbers with so few values are kinds, as 0 and 1 are
SYMBOLS = ("circle", "diamond")
CLIP = (2, 98)  # percentiles between which a scale runs


class Kinds(NamedTuple):
    """Names, commonest first or expressions in their order, and codes (N,): 0 unlabelled, i + 1 name i."""

    names: list[str]
    codes: np.ndarray


class Scale(NamedTuple):
    """Where a scale of colours begins and ends; values beyond take the end's colour."""

    low: float
    high: float
    clipped_low: bool
    clipped_high: bool


def as_numbers(values: Sequence[Any]) -> np.ndarray | None:
    """The values as floats, NaN where there is none, if they are numbers to be put on a scale."""
    known = pd.Series(values).replace([np.inf, -np.inf], np.nan)
    known = known[known.notna()]
    if known.empty or pd.api.types.infer_dtype(known) not in ("floating", "integer", "mixed-integer-float"):
        return None
    numbers = pd.to_numeric(pd.Series(values), errors="coerce").to_numpy(np.float64, na_value=np.nan)
    finite = numbers[np.isfinite(numbers)]
    distinct = np.unique(finite)
    if len(distinct) <= FEW_NUMBERS and (distinct == np.round(distinct)).all():
        return None
    return np.where(np.isfinite(numbers), numbers, np.nan)


def scale(numbers: np.ndarray) -> Scale:
    """From the 2nd to the 98th percentile of the numbers that are finite."""
    known = numbers[np.isfinite(numbers)]
    low, high = np.percentile(known, CLIP)
    if low == high:
        low, high = known.min(), known.max()
    return Scale(float(low), float(high), bool(known.min() < low), bool(known.max() > high))


def ramp(dark: bool) -> list[str]:
    """Viridis from low to high, without the end that the page's colour swallows."""
    steps = np.linspace(0.15, 1, 10) if dark else np.linspace(0, 0.92, 10)
    return sample_colorscale(scales.Viridis, list(steps))


def kinds(values: Sequence[Any]) -> Kinds:
    """The kinds among the values; None, NaN and blank text are no kind."""
    texts = _texts(pd.Series(values))
    counts = texts.value_counts()
    names = sorted(counts.index, key=lambda name: (-counts[name], name))
    if names and set(names) <= EXPRESSION_COLOURS.keys():
        names = [name for name in EXPRESSION_COLOURS if name in counts.index]
    return Kinds(
        names, pd.Index(names).get_indexer(pd.Index(texts)) + 1 if names else np.zeros(len(texts), int)
    )


def _texts(values: pd.Series) -> pd.Series:
    known = values.notna()
    if pd.api.types.is_float_dtype(values):
        whole = known & (values == values.round())
        texts = values.astype(object).where(~whole, values.where(whole, 0).astype(np.int64).astype(object))
    else:
        texts = values.astype(object)
    texts = texts.where(known, None).map(lambda value: None if value is None else _name(value))
    return texts.where(texts != "", None)


def _name(value: Any) -> str:
    whole = isinstance(value, float | np.floating) and float(value).is_integer()
    return str(int(value)) if whole else str(value).strip()


def styles(names: list[str]) -> list[tuple[str, str]]:
    """Colour and symbol of the kinds that have their own: expressions' fixed ones, else a palette's."""
    if names and set(names) <= EXPRESSION_COLOURS.keys():
        return [(EXPRESSION_COLOURS[name], "circle") for name in names]
    hues = len(CATEGORY_COLOURS)
    return [(CATEGORY_COLOURS[i % hues], SYMBOLS[i // hues]) for i in range(MOST_KINDS)]
