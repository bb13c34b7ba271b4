"""Who judges an edited picture: a model that was not asked to make it, or pixels."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from facevae.data.faceset import FaceSet
from facevae.data.labels import EXPRESSIONS
from facevae.errors import FaceSetError
from facevae.evaluation import edits
from facevae.latents import expressions
from facevae.latents.codec import Codec
from facevae.progress import Progress, silent
from facevae.recognition import baselines, decision, expression, pairs, reports, verification
from facevae.recognition.embedding import Embedder, LatentEmbedder
from facevae.recognition.pixel_reader import PixelReader
from facevae.recognition.reports import Report

PIXELS = "pixels"


@dataclass(frozen=True)
class Judge:
    """What tells people apart, and what reads expressions.

    Args:
        read: of pictures (N, S, S, 3) the probabilities of `EXPRESSIONS`, (N, 8); None if it reads none.
        report: with the embedder's error rates, where they were measured.
    """

    name: str
    embedder: Embedder
    read: Callable[[np.ndarray], np.ndarray] | None = None
    report: Report | None = None


def of_model(codec: Codec) -> Judge:
    """A checkpoint, by its latent and, where it has one, its expression head."""
    name = codec.checkpoint.name
    reader = (lambda pictures: expression.read(codec, pictures)) if codec.has_expression else None
    report = decision.surest(reports.of(name, codec.checkpoint.id), "verification")
    return Judge(name, LatentEmbedder(codec), reader, report)


def of_pixels(face_set: FaceSet, size: int, most: int | None = None) -> Judge:
    """Fisherfaces for people, logistic regression on eigenfaces for expressions, fitted on training faces.

    Args:
        most: faces that it is fitted on, of as many people as they suffice for; None for all.

    Raises:
        FaceSetError: there are too few of them, or they have no labels.
    """
    rows, labels = face_set.rows("train"), face_set.column("expression").to_numpy()
    rows = rows[[labels[row] is not None for row in rows]]
    if len(rows) < edits.FEWEST:
        raise FaceSetError(f"“{face_set.name}” has no labelled training faces.", "Choose another judge.")
    rows = by_person(face_set, rows, most)
    reader = PixelReader.fit(face_set, rows, size)
    head = reader.head(np.array([EXPRESSIONS.index(labels[row]) for row in rows]))
    people = baselines.Fisherfaces.fit(face_set, rows, size)

    def read(pictures: np.ndarray) -> np.ndarray:
        told = np.zeros((len(pictures), len(EXPRESSIONS)))
        told[:, head.classes_] = head.predict_proba(reader.of(pictures))
        return told

    name = "fisherfaces, and eigenfaces with logistic regression"
    return Judge(name, people, read, _held_out(people, face_set))


def by_person(face_set: FaceSet, rows: np.ndarray, most: int | None) -> np.ndarray:
    """The faces of the first people among the rows, at most so many."""
    if most is None or len(rows) <= most:
        return rows
    people = face_set.column("identity").to_numpy()[rows].astype(str)
    return np.sort(rows[np.argsort(people, kind="stable")[:most]])


def _held_out(embedder: Embedder, face_set: FaceSet) -> Report | None:
    """Its error rates on pairs of held-out people; None where there are too few."""
    try:
        drawn = pairs.draw(face_set, face_set.rows("test"))
    except FaceSetError:
        return None
    scores = drawn.scores(embedder.embed(face_set.pixels[drawn.rows]), drawn.rows)
    kinds = {"genuine": scores[drawn.genuine].tolist(), "impostor": scores[~drawn.genuine].tolist()}
    measured = {
        "name": "held-out people",
        "n": len(drawn),
        "threshold": verification.best_threshold(scores, drawn.genuine),
        "curves": {"scores": kinds},
    }
    return {"data": face_set.name, "verification": measured}


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

    def told(pictures: np.ndarray, made_of: np.ndarray) -> dict[str, Any]:
        vectors = judge.embedder.embed(pictures)
        matched = edits.rank1(vectors, made_of, gallery, rows, people)
        right = judge.read(pictures).argmax(1) == EXPRESSIONS.index(to)
        cosine = (vectors * first).sum(1) if made_of is chosen else None
        return edits.figures(right, matched, cosine)

    progress(0, 1, "judging")
    report = {"edited": told(after, chosen), "unedited": told(before, chosen)}
    real = rows[(labels[rows] == to) & np.isin(people[rows].astype(str), people[chosen].astype(str))]
    if len(real):
        report["real"] = told(face_set.pixels[real], real)
    return report
