"""How well found faces agree with a teacher's."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from facevae.faces.detection import Face
from facevae.faces.merging import overlaps
from facevae.training.detector.lessons import SURE

SAME = 0.5  # intersection over union


@dataclass
class Score:
    """Sums over pictures.

    Args:
        faces: that the teacher is sure of.
        found: of these.
        alarms: found where the teacher sees nothing, not even unsurely.
        errors: of each found face, the mean distance of the landmarks in eye distances.
    """

    pictures: int = 0
    faces: int = 0
    found: int = 0
    alarms: int = 0
    errors: list[float] = field(default_factory=list)

    def add(self, faces: Sequence[Face], truth: np.ndarray) -> bool:
        """Judge one picture against the teacher's rows (n, 15); whether its first face was found."""
        self.pictures += 1
        boxes = np.array([face.box for face in faces]).reshape(-1, 4)
        hits = []
        for number, row in enumerate(truth):
            overlap = overlaps(row[:4], boxes)[0] if len(boxes) else np.zeros(1)
            hits.append(bool(overlap.max() > SAME))
            if row[14] >= SURE:
                self.faces += 1
                self.found += hits[-1]
            if hits[-1] and not number:
                self.errors.append(landmark_error(faces[overlap.argmax()].landmarks, row[4:14].reshape(5, 2)))
        for face in faces:
            known = overlaps(np.array(face.box), truth)[0].max(initial=0) > 0.3
            self.alarms += not known
        return bool(hits and hits[0])

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.pictures + other.pictures,
            self.faces + other.faces,
            self.found + other.found,
            self.alarms + other.alarms,
            self.errors + other.errors,
        )

    @property
    def recall(self) -> float:
        return self.found / max(self.faces, 1)

    @property
    def alarms_in_100(self) -> float:
        return 100 * self.alarms / max(self.pictures, 1)

    @property
    def error(self) -> float:
        return float(np.mean(self.errors)) if self.errors else float("nan")


def landmark_error(points: np.ndarray, truth: np.ndarray) -> float:
    """Mean distance of five points from the true ones, in distances between the true eyes."""
    return float(np.hypot(*(points - truth).T).mean() / np.hypot(*(truth[1] - truth[0])))
