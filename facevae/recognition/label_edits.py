"""Edits that give faces what a label says, or take it away: how are they read, and who is told?"""

from typing import Any

import numpy as np

from facevae.data.faceset import FaceSet
from facevae.errors import ConfigError
from facevae.evaluation import edits
from facevae.latents import directions, store
from facevae.latents.codec import Codec
from facevae.progress import Progress, silent
from facevae.recognition.edit_judges import Judge
from facevae.recognition.pixel_reader import LabelReader, PixelReader, of_label

MOST = 4000  # training faces that a direction is found on


def labelled(face_set: FaceSet, name: str) -> np.ndarray:
    """Whether the faces of a set have what the label says, (N,) of 1, 0, or NaN: unlabelled.

    Raises:
        ConfigError: the set has no such label.
    """
    known = directions.labels(face_set.index)
    if name not in known:
        raise ConfigError(
            f"“{face_set.name}” has no label “{name}”.", f"Known are: {', '.join(known) or 'none'}."
        )
    return known[name]


def learned(
    codec: Codec, face_set: FaceSet, name: str, how: str, progress: Progress = silent
) -> directions.Direction:
    """The direction of a label, found on labelled training faces."""
    yes = labelled(face_set, name)
    rows = _told(face_set, yes)
    if len(rows) > MOST:
        rows = np.sort(np.random.default_rng(0).choice(rows, MOST, replace=False))
    z, people = store.latents(codec, face_set, rows, progress), directions.people(face_set.index)
    return directions.attribute(z, yes[rows], name, how, people[rows])


def reads(face_set: FaceSet, name: str, size: int) -> LabelReader:
    """Reads the label from pixels, fitted on labelled training faces."""
    yes = labelled(face_set, name)
    return of_label(PixelReader.fit(face_set, _told(face_set, yes), size), face_set, yes, name)


def _told(face_set: FaceSet, yes: np.ndarray) -> np.ndarray:
    """The training faces that are labelled."""
    rows = face_set.rows("train")
    return rows[~np.isnan(yes[rows])]


def measure(
    codec: Codec,
    face_set: FaceSet,
    rows: np.ndarray,
    direction: directions.Direction,
    reader: LabelReader,
    judge: Judge,
    *,
    remove: bool = False,
    strength: float = 1.0,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Faces without the label that were given it, or with `remove` the other way round, judged as pictures.

    Returns:
        `edited`, `unedited`, `real` and `auc` of the reader; see `edit_judges.measure`.
    """
    yes, people = labelled(face_set, direction.name), face_set.column("identity").to_numpy()
    chosen = edits.with_another_picture(face_set, rows, rows[yes[rows] == remove], "suitable")
    progress(0, 1, "editing")
    z = codec.encode(face_set.pixels[chosen]).mu
    before = codec.decode(z)
    after = codec.decode(z + (-strength if remove else strength) * direction.vector)
    gallery, first = judge.embedder.embed(face_set.pixels[rows]), judge.embedder.embed(before)

    def told(pictures: np.ndarray, made_of: np.ndarray) -> dict[str, Any]:
        vectors = judge.embedder.embed(pictures)
        matched = edits.rank1(vectors, made_of, gallery, rows, people)
        right = (reader.read(pictures) >= 0.5) != remove
        cosine = (vectors * first).sum(1) if made_of is chosen else None
        return edits.figures(right, matched, cosine)

    progress(0, 1, "judging")
    real = rows[yes[rows] == (not remove)]
    report = {"edited": told(after, chosen), "unedited": told(before, chosen)}
    return report | {"real": told(face_set.pixels[real], real), "auc": reader.auc}
