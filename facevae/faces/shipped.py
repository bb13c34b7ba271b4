"""The detector that comes with the program: a small network, in batches, on any device."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from facevae import home
from facevae.faces.detection import Face, ordered
from facevae.faces.looking import Look, Looker
from facevae.faces.merging import merged, unmirrored
from facevae.faces.warp import drawn

FOLDER = home.SHIPPED_CHECKPOINTS / "detector"
# Px of the long side in a look for faces up to the whole picture, for small ones, and for those of a large
# picture; a smaller picture is looked at as it is.
COARSE, FINE, FINEST = 160, 640, 1280
STEP = 1.2
WORTH_A_LOOK = 0.3  # score of what is looked at once more, close up and level
CLOSE, CLOSE_HEIGHT = 128, 80  # px of the second look and of the face in it
ASTRAY = 0.3  # face heights between what was meant and what is seen in the second look


class Shipped:
    """Finds faces with the network in a folder; its card has the figures.

    Args:
        device: such as cpu or cuda:1; `auto` is cuda where there is one, else the cpu.
        sure: score from which on it names a face; None for the one that the network was measured with.

    Raises:
        CheckpointError: the weights are missing or damaged.
    """

    name = "facevae"

    def __init__(self, folder: Path = FOLDER, device: str = "auto", sure: float | None = None):
        self._looker = Looker(folder, device)
        self._sure = self._looker.sure if sure is None else sure

    def detect(self, picture: np.ndarray) -> list[Face]:
        """Faces of an RGB uint8 picture, largest first; all five landmarks are known."""
        return self.detect_all([picture])[0]

    def detect_all(self, pictures: Sequence[np.ndarray]) -> list[list[Face]]:
        """The same for many pictures, those of one size together."""
        found = self._closer(pictures, [merged(rows) for rows in self._anywhere(pictures)])
        return [
            ordered(
                Face(tuple(row[:4].tolist()), float(row[14]), row[4:14].reshape(5, 2))
                for row in rows
                if row[14] >= self._sure
            )
            for rows in found
        ]

    def _anywhere(self, pictures: Sequence[np.ndarray]) -> list[np.ndarray]:
        """For each picture rows (n, 15) of box, landmarks, score from looks at every size."""
        looks = defaultdict(list)
        for number, picture in enumerate(pictures):
            for side in sides(max(picture.shape[:2])):
                looks[Look.fitted(picture.shape, side)].append(number)
        found: list[list[np.ndarray]] = [[] for _ in pictures]
        for look, numbers in looks.items():
            rows = self._looker.look(look, [pictures[number] for number in numbers])
            for number, own in zip(numbers, rows, strict=True):
                found[number].append(own)
        return [np.concatenate(rows) for rows in found]

    def _closer(self, pictures: Sequence[np.ndarray], found: list[np.ndarray]) -> list[np.ndarray]:
        """Landmarks from a second look at each face, levelled and mirrored; the mean score of both looks."""
        found = [rows[rows[:, 14] >= WORTH_A_LOOK] for rows in found]
        matrices = [_levelling(row) for rows in found for row in rows]
        shown = [picture for picture, rows in zip(pictures, found, strict=True) for _ in rows]
        # as in training the edge is repeated: mirrored in it, half a face would be another whole one
        close = [
            drawn(picture, matrix, CLOSE, cv2.BORDER_REPLICATE)
            for picture, matrix in zip(shown, matrices, strict=True)
        ]
        answers = iter(zip(matrices, self._both_ways(close), strict=True))
        return [np.array([_again(row, *next(answers)) for row in rows]).reshape(-1, 15) for rows in found]

    def _both_ways(self, close: list[np.ndarray]) -> list[np.ndarray]:
        """What is seen in squares of `CLOSE` px and in their mirror images, as rows of the squares."""
        if not close:
            return []
        seen = self._looker.look(Look(CLOSE, CLOSE), [*close, *(square[:, ::-1] for square in close)])
        pairs = zip(seen[: len(close)], seen[len(close) :], strict=True)
        return [np.concatenate([straight, unmirrored(other, CLOSE)]) for straight, other in pairs]


def sides(longest: int) -> list[int]:
    """Px of the long side at which a picture is looked at: each at least `STEP` times the one before."""
    looks = [COARSE]
    for most in (FINE, FINEST):
        if min(longest, most) > STEP * looks[-1]:
            looks.append(min(longest, most))
    return looks


def _levelling(row: np.ndarray) -> np.ndarray:
    """The (2, 3) map that puts a face into the middle of a square of `CLOSE` px, its eyes level."""
    middle, points = (row[:2] + row[2:4]) / 2, row[4:14].reshape(5, 2)
    x, y = points[1] - points[0] + points[4] - points[3]
    length = max(np.hypot(x, y), 1e-6)
    size = np.sqrt((row[2:4] - row[:2]).prod()) * 1.15  # of an upright box as tall
    turn = np.array([[x, y], [-y, x]]) / length * (CLOSE_HEIGHT / max(size, 1))
    return np.column_stack([turn, CLOSE / 2 - turn @ middle])


def _again(row: np.ndarray, matrix: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """The row with what the second look saw of it; half its score where that saw nothing."""
    seen = merged(seen)
    off = np.hypot(*((seen[:, :2] + seen[:, 2:4]) / 2 - CLOSE / 2).T)
    seen = seen[off < ASTRAY * CLOSE_HEIGHT]
    if not len(seen):
        return np.append(row[:14], row[14] / 2)
    points = (seen[0, 4:14].reshape(5, 2) - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T
    return np.concatenate([row[:4], points.ravel(), [(row[14] + seen[0, 14]) / 2]])
