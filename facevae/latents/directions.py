"""Directions in latent space: where a label lies, and where faces differ most."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from facevae.data import marks
from facevae.errors import FaceSetError

FEWEST = 5  # faces on either side
MOST_FITTED = 6000
NONE = "none"
MOST_VALUES = 12  # of a column of words that is offered value by value


@dataclass(frozen=True)
class Direction:
    """A step in latent space.

    Args:
        name: what changes along it.
        vector: (D,), one unit of strength: from the mean face without to the mean face with.
        auc: how well it tells faces with from faces without, of people whom it was not fitted on; 0.5: not at
            all; NaN where there are too few people on a side to try.
        yes, no: faces on either side.
    """

    name: str
    vector: np.ndarray
    auc: float
    yes: int
    no: int


def attribute(
    z: np.ndarray, yes: np.ndarray, name: str, how: str = "difference", people: np.ndarray | None = None
) -> Direction:
    """The direction of a label, fitted on one half of the people and tried on the other, then fitted on all.

    Args:
        z: latents (N, D).
        yes: (N,), whether faces have it, as `labels` gives it: unlabelled ones, which are NaN, are left out.
        how: `difference` of the means of both sides; or `logistic`, along the normal of the plane that parts
            them best, which leaves more of what merely goes along with the label alone.
        people: (N,), who is on each face; by default somebody else on every one.

    Raises:
        FaceSetError: fewer than ten faces on one side.
    """
    known = ~np.isnan(np.asarray(yes, float))
    z, yes = z[known], np.asarray(yes)[known].astype(bool)
    if min(yes.sum(), (~yes).sum()) < 2 * FEWEST:
        raise FaceSetError(
            f"Too few faces are labelled to find “{name}”: {yes.sum()} with it, {(~yes).sum()} without.",
            f"{2 * FEWEST} of each are needed.",
        )
    fit = {"difference": _difference, "logistic": _logistic}[how]
    second = _second_half(yes, np.arange(len(yes)) if people is None else people[known])
    auc = np.nan
    if all(0 < yes[half].sum() < half.sum() for half in (~second, second)):
        auc = roc_auc_score(yes[second], z[second] @ fit(z[~second], yes[~second]))
    return Direction(name, fit(z, yes), float(auc), int(yes.sum()), int((~yes).sum()))


def _second_half(yes: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Every other person in the order of how many of their faces have it, so that both halves are alike."""
    _, person, faces = np.unique(people, return_inverse=True, return_counts=True)
    order = np.lexsort((faces, np.bincount(person, yes) / faces))
    return (np.argsort(order) % 2 == 1)[person]


def _difference(z: np.ndarray, yes: np.ndarray) -> np.ndarray:
    return (z[yes].mean(0) - z[~yes].mean(0)).astype(np.float32)


def _logistic(z: np.ndarray, yes: np.ndarray) -> np.ndarray:
    step = -(-len(z) // MOST_FITTED)
    spread = z.std(0)
    scale = np.maximum(spread, 0.1 * spread.max())  # numbers that say nothing must not weigh
    model = LogisticRegression(class_weight="balanced", max_iter=300)
    normal = model.fit(z[::step] / scale, yes[::step]).coef_[0] / scale
    normal /= np.linalg.norm(normal)
    return (normal * (_difference(z, yes) @ normal)).astype(np.float32)


def principal(z: np.ndarray, count: int) -> list[Direction]:
    """The axes along which faces differ most; a unit of strength is one standard deviation."""
    centred = z - z.mean(0)
    _, spread, axes = np.linalg.svd(centred, full_matrices=False)
    share = spread**2 / max((spread**2).sum(), 1e-12)
    lengths = spread / np.sqrt(max(1, len(z) - 1))
    return [
        Direction(f"main difference {i + 1} ({share[i]:.0%})", axes[i] * lengths[i], np.nan, len(z), 0)
        for i in range(min(count, len(axes)))
    ]


def labels(index: pd.DataFrame) -> dict[str, np.ndarray]:
    """What faces can be told apart by: for each name whether faces have it, (N,) of 1, 0, or NaN: unlabelled.

    Words give one name a value, such as `expression: happiness`, or where one of them is `none` a single
    name, such as `glasses`; tags one name each, which faces have or have not; numbers are cut at their
    median.
    """
    found: dict[str, np.ndarray] = {}
    for name in index.columns:
        column = index[name]
        if name in SKIPPED or name.startswith(("votes_", "p_background", "p_cloth", "p_scarf")):
            continue
        title = name.removeprefix("p_").replace("_", " ")
        if pd.api.types.is_numeric_dtype(column):
            if column.nunique() > 1:
                found[f"more {title}"] = _where(column, column > column.median())
        elif name == marks.TAGS:
            words = {word for text in column.dropna().unique() for word in text.split(marks.BETWEEN)}
            found |= {f"tag: {word}": marks.has(column, word).astype(float) for word in sorted(words)}
        elif NONE in set(column):
            found[title] = _where(column, column != NONE)
        elif 1 < column.nunique() <= MOST_VALUES:
            for value in column.dropna().value_counts().index:
                found[f"{title}: {value}"] = _where(column, column == value)
    return {name: yes for name, yes in found.items() if min((yes == 1).sum(), (yes == 0).sum()) >= 2 * FEWEST}


def _where(column: pd.Series, yes: pd.Series) -> np.ndarray:
    return np.where(column.notna(), yes, np.nan)


def people(index: pd.DataFrame) -> np.ndarray:
    """Who is on each face, (N,); of a face that says nothing of it, the face itself."""
    return index["identity"].where(index["identity"].notna(), index["face_id"]).to_numpy().astype(str)


SKIPPED = {"face_id", "identity", "source", "split", "x0", "y0", "x1", "y1", "quality", "fer2013"}
