"""YuNet in OpenCV's FaceDetectorYN: the teacher of the detector that ships, and its measure."""

import threading
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from facevae import home
from facevae.errors import ConfigError
from facevae.faces.detection import Face, ordered, yunet_file
from facevae.faces.warp import drawn

SURE = 0.6  # its own score; true faces of LFW have 0.87 and more
OVERLAP = 0.3
COARSE = 240  # px of the long side: faces from a thirtieth of the picture up to all of it
FINE = 1280  # px, for the small faces of a large picture
THINNEST = 64  # px of the short side: with 32, OpenCV gives back boxes of chance
PADDING = 0.25  # of the long side, around a face that fills the picture
# Landmarks lag behind a face's tilt. Looking again at the levelled face takes the eyes' error at 30° (against
# the same picture upright, in eye distances) from 0.20 to 0.06 on LFW, from 0.16 to 0.04 on the London set.
CLOSE_SIDE = 256
CLOSE_HEIGHT = 190
LOOKS = 3
LEVEL = 0.1  # radians of tilt left: no further look


class YuNet:
    """Detects with the given file, or the one in the home folder.

    Args:
        sure: score from which on it names a face.

    Source: Wu, Peng, Yu, "YuNet: A Tiny Millisecond-level Face Detector", 2023.

    Raises:
        ConfigError: there is no file, or it is not a YuNet.
    """

    name = "yunet"

    def __init__(self, file: Path | None = None, sure: float = SURE):
        self._file = file or yunet_file()
        self._sure = sure
        self._local = threading.local()  # the network keeps its input size: one for each thread
        if self._file is None:
            raise ConfigError(
                f"There is no YuNet in {home.models_dir()}.",
                "Put face_detection_yunet_2023mar.onnx of the OpenCV Zoo there, or use the default detector.",
            )
        self._network()

    def detect(self, picture: np.ndarray) -> list[Face]:
        """Faces of an RGB uint8 picture, largest first; all five landmarks are known."""
        side = max(picture.shape[:2])
        rows = self._at(picture, COARSE)
        if side > 2 * COARSE:
            rows = np.concatenate([rows, self._at(picture, min(side, FINE))])
        if not len(rows):
            rows = self._padded(picture)
        return ordered(self._face(picture, row) for row in self._without_doubles(rows))

    def detect_all(self, pictures: Sequence[np.ndarray]) -> list[list[Face]]:
        """The same for several pictures, one after the other."""
        return [self.detect(picture) for picture in pictures]

    def _face(self, picture: np.ndarray, row: np.ndarray) -> Face:
        x, y, width, height = row[:4].tolist()
        points = self._closer(picture, row)
        # its own order is by the person's right and left; ours is by the picture's left and right
        eyes, mouth = (pair[np.argsort(pair[:, 0], kind="stable")] for pair in (points[:2], points[3:]))
        box = (x, y, x + width, y + height)
        return Face(box, float(min(row[14], 1)), np.concatenate([eyes, points[2:3], mouth]))

    def _closer(self, picture: np.ndarray, row: np.ndarray) -> np.ndarray:
        """(5, 2) landmarks by looking again at the levelled face; the row's where that shows nothing."""
        points = row[4:14].reshape(5, 2)
        for _ in range(LOOKS):
            matrix = _levelling(row[:4], points)
            found = self._raw(drawn(picture, matrix, CLOSE_SIDE))
            off = np.hypot(*(found[:, :2] + found[:, 2:4] / 2 - CLOSE_SIDE / 2).T)
            if off.min(initial=CLOSE_SIDE) > CLOSE_HEIGHT / 4:
                break
            again = found[off.argmin(), 4:14].reshape(5, 2)
            points = (again - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T
            x, y = again[1] - again[0]
            if abs(y) < LEVEL * abs(x):
                break
        return points

    def _without_doubles(self, rows: np.ndarray) -> np.ndarray:
        if not len(rows):
            return rows
        keep = cv2.dnn.NMSBoxes(rows[:, :4].tolist(), rows[:, 14].tolist(), self._sure, OVERLAP)
        return rows[np.asarray(keep, int)]

    def _padded(self, picture: np.ndarray) -> np.ndarray:
        margin = round(PADDING * max(picture.shape[:2]))
        padded = cv2.copyMakeBorder(picture, *[margin] * 4, cv2.BORDER_REPLICATE)
        rows = self._at(padded, COARSE)
        rows[:, [0, 1, *range(4, 14)]] -= margin
        return rows

    def _at(self, picture: np.ndarray, side: int) -> np.ndarray:
        """Rows (n, 15) of x, y, width, height, five points, score, in the picture's pixels."""
        height, width = picture.shape[:2]
        scale = side / max(height, width)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        below, right = (max(0, THINNEST - length) for length in small.shape[:2])
        rows = self._raw(cv2.copyMakeBorder(small, 0, below, 0, right, cv2.BORDER_REPLICATE))
        rows[:, 0:14:2] *= width / size[0]
        rows[:, 1:14:2] *= height / size[1]
        return rows

    def _raw(self, picture: np.ndarray) -> np.ndarray:
        network = self._network()
        network.setInputSize(picture.shape[1::-1])
        found = network.detect(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1]
        return np.empty((0, 15)) if found is None else found.astype(np.float64)

    def _network(self) -> cv2.FaceDetectorYN:
        if not hasattr(self._local, "network"):
            try:
                self._local.network = cv2.FaceDetectorYN.create(
                    str(self._file), "", (COARSE, COARSE), self._sure, OVERLAP
                )
            except cv2.error as error:
                raise ConfigError(
                    f"{self._file} is not a YuNet that OpenCV can read.",
                    "Put a release of YuNet from the OpenCV Zoo in its place.",
                ) from error
        return self._local.network


def _levelling(box: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The (2, 3) map that puts a face into the middle of a square of `CLOSE_SIDE`, its eyes level."""
    person_right, person_left = points[:2]
    across = person_left - person_right
    x, y = across / max(np.hypot(*across), 1e-6) if across.any() else (1.0, 0.0)
    turn = np.array([[x, y], [-y, x]]) * (CLOSE_HEIGHT / max(box[3], 1.2 * box[2], 1))
    return np.column_stack([turn, CLOSE_SIDE / 2 - turn @ (box[:2] + box[2:] / 2)])
