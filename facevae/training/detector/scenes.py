"""Pieces of pictures that show no face."""

import cv2
import numpy as np

from facevae.training.detector import textures
from facevae.training.detector.lessons import Lessons

TEXTURES = 500
TRIES = 8
TILES = 4  # a side
SHARES = {"pattern": 0.2, "photograph": 0.17, "part": 0.08, "beside": 0.25, "shuffled": 0.23, "haze": 0.07}
PART = 0.33  # of a face: a cheek or an eye alone, which is no face however large it is drawn


class Scenes:
    """Draws surroundings from patterns, photographs, and what lies around (or within) the lessons' faces.

    Args:
        lessons: pictures larger than their faces.
    """

    def __init__(self, lessons: Lessons, rng: np.random.Generator):
        self._lessons, self._rng = lessons, rng
        self._drawn, self._photographs = textures.draw(TEXTURES, rng), textures.photographs()

    def draw(self, width: int, height: int) -> np.ndarray:
        """(height, width, 3) uint8."""
        kind = self._rng.choice(list(SHARES), p=list(SHARES.values()))
        if kind == "pattern":
            return self._window(self._drawn[self._rng.integers(TEXTURES)], width, height, 64)
        if kind == "photograph":
            photograph = self._photographs[self._rng.integers(len(self._photographs))]
            return self._window(photograph, width, height, 48)
        if kind == "shuffled":
            return self._window(self._shuffled(), width, height, 48)
        pieces = {"part": self._part_of_a_face, "beside": self._beside_a_face, "haze": self._haze}
        return cv2.resize(pieces[kind](), (width, height), interpolation=cv2.INTER_CUBIC)

    def _window(self, picture: np.ndarray, width: int, height: int, least: int) -> np.ndarray:
        """A random part of the picture in the wanted proportions."""
        room = np.array(picture.shape[1::-1]) / (width, height)
        scale = np.exp(
            self._rng.uniform(np.log(min(least / max(width, height), room.min())), np.log(room.min()))
        )
        size = np.maximum((np.array([width, height]) * scale).astype(int), 1)
        x, y = self._rng.integers(0, np.array(picture.shape[1::-1]) - size + 1)
        how = cv2.INTER_AREA if scale > 1 else cv2.INTER_LINEAR
        piece = cv2.resize(picture[y : y + size[1], x : x + size[0]], (width, height), interpolation=how)
        return piece[:, ::-1] if self._rng.random() < 0.5 else piece

    def _beside_a_face(self) -> np.ndarray:
        for _ in range(TRIES):
            picture, faces = self._lesson()
            size = self._rng.integers(16, 72, 2)
            low = self._rng.integers(0, np.maximum(np.array(picture.shape[1::-1]) - size, 1))
            high = low + size
            apart = (faces[:, :2] >= high) | (faces[:, 2:4] <= low)
            if apart.any(1).all():
                return picture[low[1] : high[1], low[0] : high[0]]
        return self._drawn[self._rng.integers(TEXTURES)]

    def _shuffled(self) -> np.ndarray:
        """A lesson's picture in tiles, each too small for a face, turned and put together by chance."""
        picture, _ = self._lesson()
        side = min(picture.shape[:2]) // TILES
        tiles = picture[: TILES * side, : TILES * side].reshape(TILES, side, TILES, side, 3).swapaxes(1, 2)
        tiles = np.rot90(tiles.reshape(-1, side, side, 3), self._rng.integers(4), (1, 2))
        tiles = tiles[self._rng.permutation(TILES * TILES)].reshape(TILES, TILES, side, side, 3)
        return tiles.swapaxes(1, 2).reshape(TILES * side, TILES * side, 3)

    def _haze(self) -> np.ndarray:
        """A lesson's picture so far out of focus that nothing in it can be known."""
        return cv2.resize(
            self._lesson()[0], self._rng.integers(2, 6, 2).tolist(), interpolation=cv2.INTER_AREA
        )

    def _part_of_a_face(self) -> np.ndarray:
        for _ in range(TRIES):
            picture, faces = self._lesson()
            if len(faces):
                box = faces[0, :4].clip(0).astype(int)
                size = np.maximum(((box[2:] - box[:2]) * PART * self._rng.uniform(0.5, 1, 2)).astype(int), 2)
                x, y = box[:2] + (self._rng.random(2) * (box[2:] - box[:2] - size)).astype(int)
                return picture[y : y + size[1], x : x + size[0]]
        return self._drawn[self._rng.integers(TEXTURES)]

    def _lesson(self) -> tuple[np.ndarray, np.ndarray]:
        number = self._rng.integers(len(self._lessons))
        return self._lessons.pictures[number], self._lessons.faces[number]
