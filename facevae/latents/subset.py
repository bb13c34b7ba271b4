"""A smaller set of faces that stands for all of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

FEWEST = 5  # of each kind, where it has so many


def stratified(count: int, most: int, kinds: Sequence[Any] | None = None, seed: int = 0) -> np.ndarray:
    """At most so many of `count` rows, ascending: of each kind its share, of rare ones a few more.

    Args:
        kinds: (count,) labels, those missing one kind; None for a plain random choice.
    """
    if count <= most:
        return np.arange(count)
    rng = np.random.default_rng(seed)
    chance = rng.permutation(count)
    if kinds is None:
        return np.sort(chance[:most])
    kind = pd.factorize(pd.Series(kinds, dtype=object), use_na_sentinel=False)[0]
    order = np.lexsort((chance, kind))
    sizes = np.bincount(kind)
    turn = np.empty(count)
    turn[order] = np.arange(count) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    early = np.where(turn < FEWEST, turn - FEWEST, (turn + chance / count) / sizes[kind])
    return np.sort(np.lexsort((chance, early))[:most])
