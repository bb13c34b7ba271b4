"""YuNet in OpenCV's FaceDetectorYN: five landmarks, fast and sure. Its file is fetched by `download`."""

import threading
from pathlib import Path

import cv2
import numpy as np

from facevae.errors import ConfigError
from facevae.faces import yunet_file
from facevae.faces.detection import Face, ordered
from facevae.faces.yunet_file import download as download

SURE = 0.6  # its own score; true faces of LFW have 0.87 and more
OVERLAP = 0.3
COARSE = 320  # px of the long side: faces from a thirtieth of the picture up to all of it
FINE = 1280  # for the small faces of a large picture
PADDING = 0.25  # of the long side, around a face that fills the picture


class YuNet:
    """Detects with the given file, or the one in the home folder.

    Source: Wu, Peng, Yu, "YuNet: A Tiny Millisecond-level Face Detector", 2023.

    Raises:
        ConfigError: there is no file, or it is not a YuNet.
    """

    name = "yunet"

    def __init__(self, file: Path | None = None):
        self._file = file or yunet_file.find()
        self._local = threading.local()  # the network keeps its input size: one for each thread
        if self._file is None:
            raise ConfigError("YuNet has not been fetched yet.", "Fetch it, or choose the built-in cascades.")
        self._network()

    def detect(self, picture: np.ndarray) -> list[Face]:
        side = max(picture.shape[:2])
        rows = self._at(picture, COARSE)
        if side > 2 * COARSE:
            rows = np.concatenate([rows, self._at(picture, min(side, FINE))])
        if not len(rows):
            rows = self._padded(picture)
        return ordered(_face(row) for row in _without_doubles(rows))

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
        shrinks = scale < 1
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
        network = self._network()
        network.setInputSize(size)
        found = network.detect(cv2.cvtColor(small, cv2.COLOR_RGB2BGR))[1]
        if found is None:
            return np.empty((0, 15))
        rows = found.astype(np.float64)
        rows[:, 0:14:2] *= width / size[0]
        rows[:, 1:14:2] *= height / size[1]
        return rows

    def _network(self) -> cv2.FaceDetectorYN:
        if not hasattr(self._local, "network"):
            try:
                self._local.network = cv2.FaceDetectorYN.create(
                    str(self._file), "", (COARSE, COARSE), SURE, OVERLAP
                )
            except cv2.error as error:
                raise ConfigError(
                    f"{self._file} is not a YuNet that OpenCV can read.", "Delete it and fetch it anew."
                ) from error
        return self._local.network


def _without_doubles(rows: np.ndarray) -> np.ndarray:
    keep = cv2.dnn.NMSBoxes(rows[:, :4].tolist(), rows[:, 14].tolist(), SURE, OVERLAP) if len(rows) else []
    return rows[np.asarray(keep, int)]


def _face(row: np.ndarray) -> Face:
    x, y, width, height = row[:4].tolist()
    points = row[4:14].reshape(5, 2)
    # its own order is by the person's right and left; ours is by the picture's left and right
    eyes, mouth = (pair[np.argsort(pair[:, 0], kind="stable")] for pair in (points[:2], points[3:]))
    landmarks = np.concatenate([eyes, points[2:3], mouth])
    return Face((x, y, x + width, y + height), float(min(row[14], 1)), landmarks)
