"""Whether an edited expression is read as what it was meant to be, and the person still known."""

from typing import Any

import numpy as np

from facevae.data.faceset import FaceSet
from facevae.data.labels import EXPRESSIONS
from facevae.errors import FaceSetError
from facevae.latents import expressions, store
from facevae.latents.codec import Codec
from facevae.latents.expressions import Centres
from facevae.progress import Progress, silent

MOST_LABELLED = 400  # faces of each expression that the centres are made of
FEWEST = 10


def learned(codec: Codec, face_set: FaceSet, progress: Progress = silent) -> Centres:
    """Where the expressions lie, by labelled training faces of a set.

    Raises:
        FaceSetError: it has none.
    """
    labels, rows = face_set.column("expression").to_numpy(), face_set.rows("train")
    rng, parts = np.random.default_rng(0), []
    for name in EXPRESSIONS:
        own = rows[labels[rows] == name]
        parts.append(own if len(own) <= MOST_LABELLED else rng.choice(own, MOST_LABELLED, replace=False))
    rows = np.sort(np.concatenate(parts))
    if not len(rows):
        raise FaceSetError(f"“{face_set.name}” has no labelled training faces.", "Choose another face set.")
    z = store.latents(codec, face_set, rows, progress)
    told = f"{len(rows):,} faces of “{face_set.name}”"
    return expressions.of_faces(codec, z, labels[rows], face_set.pixels[rows], told)


def started_from(face_set: FaceSet, rows: np.ndarray, start: str) -> np.ndarray:
    """Those of the rows that show the expression and whose person has another picture among the rows.

    Raises:
        FaceSetError: they are too few to tell anything.
    """
    labels = face_set.column("expression").to_numpy()
    return with_another_picture(face_set, rows, rows[labels[rows] == start], start)


def with_another_picture(face_set: FaceSet, rows: np.ndarray, chosen: np.ndarray, what: str) -> np.ndarray:
    """The chosen of the rows whose person has another picture among the rows.

    Args:
        what: how they are called in the error.

    Raises:
        FaceSetError: they are too few to tell anything.
    """
    people = face_set.column("identity").to_numpy()
    names, counts = np.unique(people[rows].astype(str), return_counts=True)
    several = set(names[counts > 1])
    kept = chosen[[people[row] in several for row in chosen]] if len(chosen) else chosen
    if len(kept) < FEWEST:
        raise FaceSetError(
            f"“{face_set.name}” has {len(kept)} {what} faces of people with another picture.",
            f"{FEWEST} are needed.",
        )
    return kept


def rank1(probes: np.ndarray, rows: np.ndarray, gallery: np.ndarray, rows_in: np.ndarray, people) -> float:
    """The share of probes whose most similar picture, but for the one they were made of, is of their person.

    Args:
        probes: (N, d) unit vectors of edited pictures.
        rows: (N,) which face each was made of.
        gallery: (M, d) unit vectors of untouched pictures.
        rows_in: (M,) their rows.
        people: who is on each row.
    """
    similarity = probes @ gallery.T
    similarity[rows[:, None] == rows_in[None]] = -np.inf
    return float((people[rows_in][similarity.argmax(1)] == people[rows]).mean())


def figures(right: np.ndarray, matched: float, cosine: np.ndarray | None) -> dict[str, Any]:
    """`read_as`: share read as wanted; `rank1`; mean `cosine` to the picture before, if there is one; `n`."""
    beside = {} if cosine is None else {"cosine": float(cosine.mean())}
    return {"read_as": float(right.mean()), "rank1": matched, "n": len(right)} | beside
