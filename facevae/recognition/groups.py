"""Columns of a face set that divide its people into groups, such as gender."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from facevae.data.faceset import FaceSet
from facevae.data.writer import COLUMNS

FEWEST = 10  # observations below which a group's figure says nothing
MOST_GROUPS = 12


def members(face_set: FaceSet) -> Iterator[tuple[str, str, np.ndarray]]:
    """Column and word of each group, and who is in it, (N,) bool."""
    for column, words in columns(face_set).items():
        for word in sorted(set(words[words != ""])):
            yield column, word, words == word


def columns(face_set: FaceSet) -> dict[str, np.ndarray]:
    """Words (N,) by column; `""` where a face has none. Only columns that say the same of all of a person."""
    index = face_set.index
    others = [name for name in index.columns if name not in COLUMNS and not name.startswith(("p_", "votes_"))]
    found = {}
    for name in others:
        words = index[name]
        if pd.api.types.is_numeric_dtype(words) or not 2 <= words.nunique() <= MOST_GROUPS:
            continue
        if index.groupby("identity")[name].nunique().max() == 1:
            found[name] = words.fillna("").astype(str).to_numpy()
    return found
