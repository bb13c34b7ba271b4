"""Groups that one sees on a map, named by what their faces have in common."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from facevae.latents.neighbours import nearest

FITTED = 15_000  # faces; of more as many are grouped and the others join the nearest of them
SMALLEST = 12  # faces in a group at least, and at least so large a share
SHARE = 0.004
SAMPLES = 15  # neighbours that make a place dense
MOST = 0.7  # share of the faces; a larger group gives way to its parts, however small
COMMON = 0.5  # share of a group's labelled faces from which a value names it


def clusters(points: np.ndarray, seed: int = 0) -> np.ndarray:
    """The group of each face, 0 the largest; -1 of faces between groups, (N,).

    Source: Campello, Moulavi and Sander 2013 (HDBSCAN).
    """
    from sklearn.cluster import HDBSCAN

    rows = np.arange(len(points))
    if len(points) > FITTED:
        rows = np.sort(np.random.default_rng(seed).choice(len(points), FITTED, replace=False))
    smallest = int(max(SMALLEST, SHARE * len(rows)))
    if len(rows) <= smallest:
        return np.full(len(points), -1)
    settings = {"min_cluster_size": smallest, "min_samples": min(smallest, SAMPLES), "copy": True}
    found = HDBSCAN(**settings).fit_predict(points[rows])
    if np.bincount(found + 1)[1:].max(initial=0) > MOST * len(rows):
        found = HDBSCAN(**settings, cluster_selection_method="leaf").fit_predict(points[rows])
    if len(rows) < len(points):
        found = found[nearest(points, points[rows], 1)[0][:, 0]]
    kinds, sizes = np.unique(found[found >= 0], return_counts=True)
    rank = np.full(found.max(initial=-1) + 2, -1)
    rank[kinds[np.argsort(-sizes, kind="stable")]] = np.arange(len(kinds))
    return rank[found]


def named(group: np.ndarray, labels: Mapping[str, Sequence[Any]]) -> np.ndarray:
    """A name a face, as `2: happiness 93 %`; None between groups.

    A group is named by the value that most exceeds its share of all faces, of those that most of its labelled
    faces have; where there is none it has its number alone.
    """
    names = np.full(len(group), None, dtype=object)
    series = {name: pd.Series(values, dtype=object) for name, values in labels.items()}
    for number in range(group.max(initial=-1) + 1):
        rows = group == number
        names[rows] = ": ".join(filter(None, (str(number + 1), _common(rows, series))))
    return names


def _common(rows: np.ndarray, series: Mapping[str, pd.Series]) -> str:
    best, text = 1.0, ""
    for values in series.values():
        inside = values[rows].value_counts(normalize=True)
        if not len(inside) or inside.iloc[0] < COMMON or values[rows].notna().mean() < COMMON:
            continue
        value, share = inside.index[0], inside.iloc[0]
        lift = share / (values == value).sum() * values.notna().sum()
        if lift > best:
            best, text = lift, f"{str(value).replace('_', ' ')} {share:.0%}".replace("%", " %")
    return text
