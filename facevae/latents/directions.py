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
        auc: how well it tells faces with from faces without that it was not fitted on; 0.5: not at all.
        yes, no: faces on either side.
    """

    name: str
    vector: np.ndarray
    auc: float
    yes: int
    no: int


def attribute(z: np.ndarray, yes: np.ndarray, name: str, how: str = "difference") -> Direction:
    """The direction of a label, fitted on the even faces and tried on the odd ones, then on all.

    Args:
        z: latents (N, D).
        yes: (N,) bool.
        how: `difference` of the means of both sides; or `logistic`, along the normal of the plane that parts
            them best, which leaves more of what merely goes along with the label alone.

    Raises:
        FaceSetError: fewer than five faces on one side.
    """
    yes = np.asarray(yes, bool)
    if min(yes.sum(), (~yes).sum()) < 2 * FEWEST:
        raise FaceSetError(
            f"Too few faces are labelled to find “{name}”: {yes.sum()} with it, {(~yes).sum()} without.",
            f"{2 * FEWEST} of each are needed.",
        )
    fit = {"difference": _difference, "logistic": _logistic}[how]
    order = np.argsort(yes, kind="stable")  # halves with as many of each side
    first, second = order[::2], order[1::2]
    auc = roc_auc_score(yes[second], z[second] @ fit(z[first], yes[first]))
    return Direction(name, fit(z, yes), float(auc), int(yes.sum()), int((~yes).sum()))


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
    """What faces can be told apart by: for each name the faces that have it, (N,) bool, False where not.

    Words give one name a value, such as `expression: happiness`, or where one of them is `none` a single
    name, such as `glasses`; tags one name each; numbers are cut at their median.
    """
    found: dict[str, np.ndarray] = {}
    for name in index.columns:
        column = index[name]
        if name in SKIPPED or name.startswith(("votes_", "p_background", "p_cloth", "p_scarf")):
            continue
        title = name.removeprefix("p_").replace("_", " ")
        if pd.api.types.is_numeric_dtype(column):
            if column.nunique() > 1:
                found[f"more {title}"] = (column > column.median()).to_numpy()
        elif name == marks.TAGS:
            words = {word for text in column.dropna().unique() for word in text.split(marks.BETWEEN)}
            found |= {f"tag: {word}": marks.has(column, word) for word in sorted(words)}
        elif NONE in set(column):
            found[title] = (column.notna() & (column != NONE)).to_numpy()
        elif 1 < column.nunique() <= MOST_VALUES:
            for value in column.dropna().value_counts().index:
                found[f"{title}: {value}"] = (column == value).to_numpy()
    return {name: yes for name, yes in found.items() if 2 * FEWEST <= yes.sum() <= len(yes) - 2 * FEWEST}


SKIPPED = {"face_id", "identity", "source", "split", "x0", "y0", "x1", "y1", "quality", "fer2013"}
