"""Faces as points on a map: what the browser is told of their places, labels and colours."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from facevae.figures import groups
from facevae.figures.packing import STEPS, Column, smallest
from facevae.figures.theme import colours, number


def column(name: str, values: Sequence[Any]) -> Column:
    """A label or a number of each face, as kinds where it is no number to be put on a scale."""
    numbers = groups.as_numbers(values)
    if numbers is None:
        names, codes = groups.kinds(values)
        faces = np.bincount(codes, minlength=len(names) + 1).tolist()
        return Column(name, smallest(codes), {"kinds": names, "faces": faces})
    known, (low, high, *clipped) = np.isfinite(numbers), groups.scale(numbers)
    share = np.clip((numbers - low) / ((high - low) or 1), 0, 1)
    codes = np.where(known, 1 + np.round(np.where(known, share, 0) * (STEPS - 1)), 0).astype(np.uint16)
    return Column(name, codes, {"low": low, "high": high, "clipped": clipped})


def colouring(coloured: Column | None, title: str, dark: bool, none: str = "unlabelled") -> dict[str, Any]:
    """How a column is drawn: the palette of its kinds, or the ramp of its numbers with its ticks.

    Args:
        coloured: None for one colour.
        title: what the values are, in words.
        none: what faces without a kind are.
    """
    c = colours(dark)
    look = {"title": title, "accent": c.accent, "other": c.other, "hollow": c.quiet, "none": none}
    if coloured is None:
        return look | {"kind": "one"}
    if "kinds" in coloured.facts:
        names = coloured.facts["kinds"]
        return look | {"kind": "kinds", "column": coloured.name, "styles": groups.styles(names)}
    return look | {
        "kind": "numbers",
        "column": coloured.name,
        "ramp": groups.ramp(dark),
        "ticks": ticks(coloured.facts),
        "missing": int((coloured.codes == 0).sum()),
    }


def ticks(facts: Mapping[str, Any]) -> list[str]:
    """Five texts from low to high; an end beyond which there is more says so."""
    texts = [number(value) for value in np.linspace(facts["low"], facts["high"], 5)]
    clipped_low, clipped_high = facts["clipped"]
    texts[0] = f"≤ {texts[0]}" if clipped_low else texts[0]
    texts[-1] = f"≥ {texts[-1]}" if clipped_high else texts[-1]
    return texts


def axes(facts: Mapping[str, Any], dimensions: int) -> list[str]:
    """Names of the axes: PCA's directions have a meaning, those of other methods have none."""
    shares = facts.get("explained_variance") or []
    return [
        f"component {i}: {100 * share:.2g} % of variance" for i, share in enumerate(shares[:dimensions], 1)
    ]
