"""What a detector says of a picture, and which detectors there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from facevae.errors import ConfigError
from facevae.faces import yunet_file

Point = tuple[float, float]


@dataclass(frozen=True)
class Face:
    """One face found in a picture.

    Args:
        box: x0, y0, x1, y1 in the picture's pixels, from the brow to the chin; may end outside the picture.
        score: how sure the detector is, 0 to 1; comparable only within one detector.
        landmarks: (5, 2) in pixels: eye at the left of the picture, eye at its right, nose, mouth corner at
            the left, mouth corner at the right; NaN where the detector does not say.
    """

    box: tuple[float, float, float, float]
    score: float
    landmarks: np.ndarray | None = None

    @property
    def area(self) -> float:
        x0, y0, x1, y1 = self.box
        return (x1 - x0) * (y1 - y0)

    @property
    def eyes(self) -> tuple[Point, Point] | None:
        """Eye at the left of the picture, eye at its right; None where they are not known."""
        if self.landmarks is None or not np.isfinite(self.landmarks[:2]).all():
            return None
        (x0, y0), (x1, y1) = self.landmarks[:2].tolist()
        return (x0, y0), (x1, y1)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies within the box."""
        x0, y0, x1, y1 = self.box
        return x0 <= x <= x1 and y0 <= y <= y1


class Detector(Protocol):
    """Finds faces. One detector may be used from several threads at once."""

    name: str

    def detect(self, picture: np.ndarray) -> list[Face]:
        """Faces of an RGB uint8 picture, largest first."""
        ...


def available() -> dict[str, str]:
    """Names of the detectors that can be loaded now, surest first, with what to call them on a page."""
    found = {"yunet": "YuNet"} if yunet_file.find() else {}
    return found | {"cascades": "OpenCV cascades"}


def load(name: str = "auto") -> Detector:
    """The detector of that name; `auto` is the surest one available.

    Raises:
        ConfigError: no detector has this name, or its file has not been fetched.
    """
    names = available()
    if name == "auto":
        name = next(iter(names))
    if name == "yunet":
        from facevae.faces.yunet import YuNet

        return YuNet()
    if name == "cascades":
        from facevae.faces.cascades import Cascades

        return Cascades()
    raise ConfigError(f"There is no detector “{name}”.", f"Choose one of: auto, {', '.join(names)}.")


def ordered(faces: Iterable[Face]) -> list[Face]:
    """Largest first; equal ones from left to right, so that the order never wavers."""
    return sorted(faces, key=lambda face: (-face.area, face.box))
