"""Mosaics to learn from: faces of any size and turn among surroundings without one."""

import cv2
import numpy as np

from facevae.training.detector import light, marks
from facevae.training.detector.covering import covered, erased
from facevae.training.detector.lessons import SURE, Lessons
from facevae.training.detector.scenes import Scenes

SHARES = {
    "generated": 0.07,
    "ferplus": 0.28,
}  # of the faces, where there are such lessons; the rest is shared
SMALLEST, LARGEST = 13, 1.15  # a face's height: px, and share of its cell's longer side
LARGE = 0.35  # share of faces of at least 0.4 of it
STEEPEST = 45  # degrees
STRETCH = 0.07  # log of how much wider than usual
FACES = 0.62  # share of cells with a face
LEAST_CELL = 28  # px
NOTHING = np.empty((0, 15), np.float32)


class Painter:
    """Paints canvases of `side` px.

    Args:
        lessons: by source; the first source's pictures also give surroundings.
    """

    def __init__(self, lessons: dict[str, Lessons], side: int, seed: int):
        self._rng = np.random.default_rng(seed)
        self._side = side
        self._lessons = list(lessons.values())
        given = np.array([SHARES.get(name, 0) for name in lessons])
        self._shares = np.where(given == 0, (1 - given.sum()) / max((given == 0).sum(), 1), given)
        self._shares /= self._shares.sum()
        self._scenes = Scenes(self._lessons[0], self._rng)

    def paint(self) -> tuple[np.ndarray, np.ndarray]:
        """A canvas (side, side, 3) uint8 and its faces (n, 15): box, landmarks, weight (0: look away)."""
        picture, rows = np.empty((self._side, self._side, 3), np.uint8), [NOTHING]
        for x, y, width, height in self._cells():
            piece, faces = self._cell(width, height)
            picture[y : y + height, x : x + width] = piece
            rows.append(marks.shifted(faces, x, y))
        faces = np.concatenate(rows).astype(np.float32)
        if self._rng.random() < 0.3:
            picture = light.coloured(picture, self._rng)
        sizes = faces[faces[:, 14] > 0, 3] - faces[faces[:, 14] > 0, 1]
        return light.worn(picture, self._rng, sizes.min(initial=self._side)), faces

    def _cells(self) -> list[tuple[int, int, int, int]]:
        """x, y, width, height of the parts of a random mosaic."""
        cells = [(0, 0, self._side, self._side)]
        for _ in range(0 if self._rng.random() < 0.45 else self._rng.integers(1, 8)):
            cells.sort(key=lambda cell: cell[2] * cell[3])
            x, y, width, height = cells.pop()
            cut = self._rng.uniform(0.3, 0.7)
            if max(width, height) * min(cut, 1 - cut) < LEAST_CELL:
                cells.append((x, y, width, height))
            elif width > height:
                left = int(width * cut)
                cells += [(x, y, left, height), (x + left, y, width - left, height)]
            else:
                top = int(height * cut)
                cells += [(x, y, width, top), (x, y + top, width, height - top)]
        return cells

    def _cell(self, width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
        if self._rng.random() < FACES:
            piece, faces = self._face(width, height)
        else:
            piece, faces = self._scenes.draw(width, height), NOTHING
        return (light.coloured(piece, self._rng) if self._rng.random() < 0.75 else piece), faces

    def _face(self, width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
        source = self._lessons[self._rng.choice(len(self._lessons), p=self._shares)]
        number = self._rng.integers(len(source))
        picture, rows = source.pictures[number], source.faces[number].astype(np.float64)
        main = int(rows[:, 14].argmax()) if len(rows) else -1
        if main < 0 or rows[main, 14] < SURE:
            return self._scenes.draw(width, height), NOTHING
        rows[:, 14] = rows[:, 14] >= SURE
        picture, rows = self._disguised(picture, rows, main)
        matrix, picture, shrunk = self._place(picture, rows[main], width, height)
        rows = marks.moved(rows, matrix @ np.diag([shrunk, shrunk, 1]))
        piece, mask = self._drawn(picture, rows[main], matrix, width, height)
        return piece, marks.framed(_shown(rows[rows[:, 14] >= 0], mask), width, height)

    def _disguised(self, picture: np.ndarray, rows: np.ndarray, main: int) -> tuple[np.ndarray, np.ndarray]:
        """Another skin, something before the face, or something in its place (its weight is then -1)."""
        if self._rng.random() < 0.3:
            picture = light.toned(picture, rows[main, :4], self._rng)
        kind = self._rng.random()
        if kind < 0.18:
            picture = covered(picture, rows[main], self._scenes.draw, self._rng)
        elif kind < 0.3 and min(picture.shape[:2]) > 1.1 * (rows[main, 3] - rows[main, 1]):
            picture = erased(picture, rows[main], self._scenes.draw, self._rng)
            rows[main, 14] = -1
        return picture, rows

    def _place(
        self, picture: np.ndarray, row: np.ndarray, width: int, height: int
    ) -> tuple[np.ndarray, np.ndarray, float]:
        """The (2, 3) map into the cell, the picture, which may be shrunk first, and by how much it was."""
        middle, tall = (row[:2] + row[2:4]) / 2, row[3] - row[1]
        wanted = self._height(max(width, height))
        scale, shrunk = wanted / tall, 1.0
        if scale < 0.7:
            small = np.maximum(np.array(picture.shape[1::-1]) * scale, 1).round().astype(int)
            picture = cv2.resize(picture, small.tolist(), interpolation=cv2.INTER_AREA)
            scale, shrunk, middle = 1.0, scale, middle * scale
        steep = self._rng.uniform(-STEEPEST, STEEPEST) if self._rng.random() < 0.5 else self._rng.normal(0, 8)
        cos, sin = np.cos(np.radians(steep)) * scale, np.sin(np.radians(steep)) * scale
        wide = np.exp(self._rng.normal(0, STRETCH))
        turn = np.array([[cos, -sin], [sin, cos]]) @ np.diag([self._rng.choice([-1, 1]) * wide, 1 / wide])
        edge = np.minimum(0.35 * wanted, np.array([width, height]) / 2)
        place = edge + self._rng.random(2) * (np.array([width, height]) - 2 * edge)
        return np.column_stack([turn, place - turn @ middle]), picture, shrunk

    def _height(self, cell: int) -> float:
        """Px that the face shall be tall: as often from 13 to 26 as from 50 to 100, or large for its cell."""
        if self._rng.random() < LARGE:
            return self._rng.uniform(0.4, LARGEST) * cell
        return np.exp(self._rng.uniform(np.log(SMALLEST), np.log(LARGEST * cell)))

    def _drawn(
        self, picture: np.ndarray, row: np.ndarray, matrix: np.ndarray, width: int, height: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """The picture in its cell, and (height, width) where it is seen there, 0..1."""
        size = (width, height)
        matrix = matrix.copy()
        matrix[:, 2] += matrix[:, :2].sum(1) / 2 - 0.5  # OpenCV counts from the middle of the first pixel
        shown = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        if self._rng.random() < 0.4:
            return shown, np.ones((height, width), np.float32)
        if self._rng.random() < 0.35:
            mask = np.zeros((height, width), np.float32)
            half = (row[2:4] - row[:2]) / 2 * self._rng.uniform(1.15, 1.7)
            middle = ((row[:2] + row[2:4]) / 2).astype(int).tolist()
            cv2.ellipse(mask, middle, np.maximum(half, 1).astype(int).tolist(), 0, 0, 360, 1, -1)
        else:
            mask = cv2.warpAffine(np.ones(picture.shape[:2], np.float32), matrix, size)
        if self._rng.random() < 0.6:
            mask = cv2.GaussianBlur(mask, (0, 0), self._rng.uniform(0.5, 3))
        return light.blended(self._scenes.draw(width, height), shown, mask), mask


def _shown(rows: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The rows whose middle the mask leaves to be seen."""
    x, y = ((rows[:, :2] + rows[:, 2:4]) / 2).astype(int).T
    height, width = mask.shape
    return rows[mask[y.clip(0, height - 1), x.clip(0, width - 1)] > 0.5]
