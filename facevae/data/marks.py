"""What people say of faces that are in a set already: tags, and which faces are left out.

It lies beside the index, which stays as it was brought in, and so does what was computed of the faces.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

FACT = (
    "marks"  # in the set's facts: file, excluded (faces), left_out (their digest), tags (faces of each word)
)
EXCLUDED = "excluded"  # the word of faces that are left out of maps, training and evaluation
TAGS = "tags"  # the column of the other words
BETWEEN = ", "


def read(folder: Path, facts: dict[str, Any]) -> pd.DataFrame:
    """One line a mark: face_id and word."""
    if FACT not in facts:
        return pd.DataFrame({"face_id": [], "word": []}, dtype=object)
    return pd.read_parquet(folder / facts[FACT]["file"]).astype(object)


def excluded(facts: dict[str, Any]) -> int:
    """How many faces are left out."""
    return facts.get(FACT, {}).get("excluded", 0)


def tags(facts: dict[str, Any]) -> dict[str, int]:
    """The tags of a set, each with its faces."""
    return facts.get(FACT, {}).get("tags", {})


def version(facts: dict[str, Any]) -> str:
    """That of the faces, with that of those left out."""
    return f"{facts['version']}~{facts[FACT]['left_out']}" if excluded(facts) else facts["version"]


def column(marks: pd.DataFrame, face_ids: pd.Series) -> pd.Series:
    """The tags of each face as one text, or None."""
    tagged = marks[marks["word"] != EXCLUDED].sort_values("word")
    texts = tagged.groupby("face_id", sort=False)["word"].agg(BETWEEN.join)
    found = face_ids.map(texts).astype(object)
    return found.where(found.notna(), None).rename(TAGS)


def has(values: Iterable[str | None], word: str) -> np.ndarray:
    """Which of these texts have the tag, (N,) bool."""
    texts = pd.Series(values, dtype=object)
    having = [text for text in texts.dropna().unique() if word in text.split(BETWEEN)]
    return texts.isin(having).to_numpy()


def described(marks: pd.DataFrame, file: str) -> dict[str, Any]:
    """What the facts say of the marks in this file."""
    left_out = sorted(marks["face_id"][marks["word"] == EXCLUDED])
    counts = marks["word"][marks["word"] != EXCLUDED].value_counts()
    return {
        "file": file,
        "excluded": len(left_out),
        "left_out": hashlib.sha256(",".join(left_out).encode()).hexdigest()[:8],
        "tags": {word: int(counts[word]) for word in sorted(counts.index)},
    }
