"""What a detector says of a picture, and which detectors there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from facevae import home
from facevae.errors import ConfigError

Point = tuple[float, float]


@dataclass(frozen=True)
class Face:
    """One face found in a picture.

    Args:
        box: x0, y0, x1, y1 in the picture's pixels, from the brow to the chin; may end outside the picture.
        score: how sure the detector is, 0 to 1; comparable only within one detector.
        landmarks: (5, 2) in pixels: eye at the left of the picture, eye at its right, nose, mouth corner at
            the left, mouth corner at the right; None where only the box is known.
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
        if self.landmarks is None:
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

    def detect_all(self, pictures: Sequence[np.ndarray]) -> list[list[Face]]:
        """The same for several pictures at once."""
        ...


def available() -> list[str]:
    """Names of the detectors that can be loaded now, the default first."""
    return ["facevae", *(["yunet"] if yunet_file() else [])]


def yunet_file() -> Path | None:
    """A release of YuNet that the user put into the home folder's `models`, the newest by name."""
    return max(home.models_dir().glob("face_detection_yunet*.onnx"), default=None)


def load(name: str = "auto") -> Detector:
    """The detector of that name; `auto` is the one that comes with the program.

    Raises:
        ConfigError: no detector has this name, or its file is not there.
        CheckpointError: the weights that come with the program are missing or damaged.
    """
    if name in ("auto", "facevae"):
        from facevae.faces.shipped import Shipped

        return Shipped()
    if name == "yunet":
        from facevae.faces.yunet import YuNet

        return YuNet()
    raise ConfigError(f"There is no detector “{name}”.", f"Choose one of: auto, {', '.join(available())}.")


def ordered(faces: Iterable[Face]) -> list[Face]:
    """Largest first; equal ones from left to right, so that the order never wavers."""
    return sorted(faces, key=lambda face: (-face.area, face.box))
