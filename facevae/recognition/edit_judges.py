"""Who judges an edited picture: a model that was not asked to make it, or pixels."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from facevae.data.faceset import FaceSet
from facevae.data.labels import EXPRESSIONS
from facevae.errors import FaceSetError
from facevae.evaluation import edits
from facevae.latents import expressions
from facevae.latents.codec import Codec
from facevae.progress import Progress, silent
from facevae.recognition import baselines, expression
from facevae.recognition.embedding import Embedder, LatentEmbedder

PIXELS = "pixels"


@dataclass(frozen=True)
class Judge:
    """What tells people apart, and what reads pictures (N, S, S, 3) as places in `EXPRESSIONS`."""

    name: str
    embedder: Embedder
    read: Callable[[np.ndarray], np.ndarray]


def of_model(codec: Codec) -> Judge:
    """A checkpoint with an identity and an expression part."""
    return Judge(
        codec.checkpoint.name,
        LatentEmbedder(codec),
        lambda pictures: expression.read(codec, pictures).argmax(1),
    )


def of_pixels(face_set: FaceSet, size: int) -> Judge:
    """Fisherfaces for people, logistic regression on eigenfaces for expressions, fitted on training faces.

    Raises:
        FaceSetError: there are too few of them, or they have no labels.
    """
    rows, labels = face_set.rows("train"), face_set.column("expression").to_numpy()
    rows = rows[[labels[row] is not None for row in rows]]
    if len(rows) < edits.FEWEST:
        raise FaceSetError(f"“{face_set.name}” has no labelled training faces.", "Choose another judge.")
    eigenfaces = baselines.Eigenfaces.fit(face_set, rows, size)
    features = eigenfaces.of_grey(baselines.of_rows(face_set, rows, size))
    places = np.array([EXPRESSIONS.index(labels[row]) for row in rows])
    reader = LogisticRegression(class_weight="balanced", max_iter=300, C=0.1).fit(features, places)
    people = baselines.Fisherfaces.fit(face_set, rows, size)
    name = "fisherfaces, and eigenfaces with logistic regression"
    return Judge(
        name, people, lambda pictures: reader.predict(eigenfaces.of_grey(baselines.flat(pictures, size)))
    )


def measure(
    codec: Codec,
    face_set: FaceSet,
    rows: np.ndarray,
    centres: expressions.Centres,
    judge: Judge,
    *,
    start: str = "neutral",
    to: str = "happiness",
    strength: float = 1.0,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Edits of the faces of one expression to another, judged as pictures.

    Every edited picture is looked for among all untouched pictures of the rows but the one it was made of.

    Returns:
        `edited`; beside it `unedited`, the same faces only reconstructed, and `real`, untouched faces that do
        show the expression: what the judge itself makes of them. Each as `evaluation.edits.figures`.
    """
    people, labels = (face_set.column(name).to_numpy() for name in ("identity", "expression"))
    chosen = edits.started_from(face_set, rows, start)
    progress(0, 1, "editing")
    z = codec.encode(face_set.pixels[chosen]).mu
    before = codec.decode(z)
    after = codec.decode(expressions.change(z, centres, to, start, strength))
    gallery = judge.embedder.embed(face_set.pixels[rows])
    first = judge.embedder.embed(before)

    def told(pictures: np.ndarray, made_of: np.ndarray, beside: np.ndarray) -> dict[str, Any]:
        vectors = judge.embedder.embed(pictures)
        matched = edits.rank1(vectors, made_of, gallery, rows, people)
        return edits.figures(judge.read(pictures), to, matched, (vectors * beside).sum(1))

    progress(0, 1, "judging")
    report = {"edited": told(after, chosen, first), "unedited": told(before, chosen, first)}
    real = rows[(labels[rows] == to) & np.isin(people[rows].astype(str), people[chosen].astype(str))]
    if len(real):
        report["real"] = told(face_set.pixels[real], real, judge.embedder.embed(face_set.pixels[real]))
        report["real"].pop("cosine")
    return report
