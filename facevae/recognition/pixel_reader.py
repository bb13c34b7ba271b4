"""What a face shows, read from its pixels alone: no model that edits faces has a say in it."""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from facevae.data.faceset import FaceSet
from facevae.errors import FaceSetError
from facevae.recognition import baselines
from facevae.recognition.baselines import Eigenfaces

FEWEST = 10  # faces with a label and without
STRENGTH = 0.1  # with which the regressions may follow single faces


@dataclass(frozen=True)
class PixelReader:
    """Logistic regressions on eigenfaces.

    Args:
        features: of the faces that it was fitted on, (N, C).
        rows: those faces, of the face set.
    """

    eigenfaces: Eigenfaces
    features: np.ndarray
    rows: np.ndarray

    @classmethod
    def fit(cls, face_set: FaceSet, rows: np.ndarray, size: int) -> "PixelReader":
        eigenfaces = Eigenfaces.fit(face_set, rows, size)
        return cls(eigenfaces, eigenfaces.of_grey(baselines.of_rows(face_set, rows, size)), rows)

    def head(self, labels: np.ndarray, known: np.ndarray | slice = slice(None)) -> LogisticRegression:
        """Fitted on labels of the rows, or of those of them that are known; all kinds count alike."""
        return LogisticRegression(class_weight="balanced", max_iter=300, C=STRENGTH).fit(
            self.features[known], labels
        )

    def of(self, pictures: np.ndarray) -> np.ndarray:
        """Features (N, C) of uint8 pictures (N, H, W, 3)."""
        return self.eigenfaces.of_grey(baselines.flat(pictures, self.eigenfaces.size))


@dataclass(frozen=True)
class LabelReader:
    """Whether a face has what a label says.

    Args:
        auc: how well it tells held-out faces with from faces without; NaN where there are too few.
    """

    name: str
    reader: PixelReader
    head: LogisticRegression
    auc: float

    def read(self, pictures: np.ndarray) -> np.ndarray:
        """The probability that each of the pictures (N, H, W, 3) has it, (N,)."""
        return self.head.predict_proba(self.reader.of(pictures))[:, 1]


def of_label(reader: PixelReader, face_set: FaceSet, yes: np.ndarray, name: str) -> LabelReader:
    """The reader of a label.

    Args:
        yes: (len(face_set),), whether faces have it: 1, 0, or NaN for the unlabelled, which do not count.

    Raises:
        FaceSetError: too few of the faces fitted on have it, or have it not.
    """
    labels = yes[reader.rows]
    if _too_few(labels):
        raise FaceSetError(f"Too few training faces of “{face_set.name}” are labelled to read “{name}”.")
    known, held = ~np.isnan(labels), face_set.rows("test")
    head, held = reader.head(labels[known] == 1, known), held[~np.isnan(yes[held])]
    if _too_few(yes[held]):
        return LabelReader(name, reader, head, float("nan"))
    told = LabelReader(name, reader, head, 0.0).read(face_set.pixels[held])
    return LabelReader(name, reader, head, float(roc_auc_score(yes[held], told)))


def _too_few(yes: np.ndarray) -> bool:
    return min((yes == 1).sum(), (yes == 0).sum()) < FEWEST
