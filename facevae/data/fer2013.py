"""FER2013 as it is published: one table `fer2013.csv` with the columns emotion, pixels, Usage."""

import csv
import io
from pathlib import PurePosixPath

import cv2
import numpy as np

from facevae.data import labels
from facevae.data.archive import Source
from facevae.errors import PictureError

EMOTIONS = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")


class Fer2013(Source):
    """The rows of the table as files such as `Training/0000012.png`."""

    def __init__(self, name: str, content: bytes):
        super().__init__(name)
        csv.field_size_limit(2**27)
        reader = csv.reader(io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", "replace", newline=""))
        columns = [cell.strip().lower() for cell in next(reader)]
        for number, cells in enumerate(reader):
            row = dict(zip(columns, map(str.strip, cells), strict=False))
            usage = row.get("usage") or "Training"
            path = f"{usage}/{number:07d}.png"
            self.files[path] = _pixels(row.get("pixels", ""))
            self.rows[path] = {
                "split": labels.split(usage),
                "expression": _expression(row.get("emotion", "")),
            }

    def read(self, path: str) -> bytes:
        pixels = self.files[path]
        side = round(len(pixels) ** 0.5)
        if not side or side * side != len(pixels):
            raise PictureError(f"“{path}” has {len(pixels)} pixels, which is no square.")
        return cv2.imencode(".png", pixels.reshape(side, side))[1].tobytes()


def within(source: Source) -> Fer2013 | None:
    """The pictures of a `fer2013.csv` that is the source or lies in it, or None."""
    if len(source.files) > 20:
        return None
    for path in source.files:
        if PurePosixPath(path).suffix.lower() == ".csv":
            content = source.read(path)
            header = content[:200].partition(b"\n")[0].lower()
            if b"pixels" in header and b"emotion" in header:
                return Fer2013(source.name, content)
    return None


def _pixels(text: str) -> np.ndarray:
    try:
        return np.fromstring(text, np.uint8, sep=" ")
    except (ValueError, DeprecationWarning):
        return np.zeros(0, np.uint8)


def _expression(number: str) -> str | None:
    return EMOTIONS[int(number)] if number.isdecimal() and int(number) < len(EMOTIONS) else None
