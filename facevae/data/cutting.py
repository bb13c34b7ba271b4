"""One picture becomes faces of the set's size, or a reason why not."""

import threading
from dataclasses import dataclass, field

import cv2
import numpy as np

from facevae.errors import PictureError
from facevae.faces import align, detection

CROPS = ("detect", "center", "none")
SEVERAL = ("refuse", "largest", "all")
MIN_SIDE = 20  # pixels; a face below shows no features


@dataclass(frozen=True)
class Cut:
    """A face in the set's size, with where it was found; box and quality are None without detection."""

    picture: np.ndarray
    box: tuple[float, float, float, float] | None = None
    quality: float | None = None


@dataclass
class Cutter:
    """Cuts faces out of pictures; usable from several threads, each with a detector of its own.

    Args:
        size: side of the result in pixels.
        crop: `detect`, `center` or `none` (the whole picture).
        center_px: side of the middle square for `center`; None for the largest.
        several: what to do with several faces: `refuse`, `largest` or `all`.
        min_side: of a picture or a face in pixels, below which it is refused.
    """

    size: int
    crop: str = "detect"
    center_px: int | None = None
    detector: str = "auto"
    several: str = "refuse"
    min_side: int = MIN_SIDE
    _local: threading.local = field(default_factory=threading.local, repr=False)

    def cut(self, picture: np.ndarray) -> list[Cut]:
        """The faces of a picture, largest first.

        Raises:
            PictureError: with reason `no_face`, `several_faces` or `too_small`.
        """
        if min(picture.shape[:2]) < self.min_side:
            raise _too_small(picture.shape[1], picture.shape[0])
        if self.crop == "center":
            return [Cut(align.center_crop(picture, self.size, self.center_px))]
        if self.crop == "none":
            return [Cut(whole(picture, self.size))]
        return self._detected(picture)

    def _detected(self, picture: np.ndarray) -> list[Cut]:
        found = self._detector().detect(picture)
        faces = [face for face in found if _side(face) >= self.min_side]
        if not faces and found:
            raise _too_small(_side(found[0]), _side(found[0]))
        if not faces:
            raise PictureError("No face was found.", reason="no_face")
        if len(faces) > 1 and self.several == "refuse":
            raise PictureError(f"{len(faces)} faces were found.", reason="several_faces")
        faces = faces if self.several == "all" else faces[:1]
        return [
            Cut(align.align(picture, face, self.size), tuple(map(float, face.box)), float(face.score))
            for face in faces
        ]

    def _detector(self) -> detection.Detector:
        if not hasattr(self._local, "detector"):
            self._local.detector = detection.load(self.detector)
        return self._local.detector


def whole(picture: np.ndarray, size: int) -> np.ndarray:
    """The whole picture inside the square, proportions kept, its edge repeated around it."""
    height, width = picture.shape[:2]
    side = max(height, width)
    top, left = (side - height) // 2, (side - width) // 2
    if height != width:
        edges = (top, side - height - top, left, side - width - left)
        picture = cv2.copyMakeBorder(picture, *edges, cv2.BORDER_REPLICATE)
    return align.center_crop(picture, size)


def _side(face: detection.Face) -> float:
    x0, y0, x1, y1 = face.box
    return min(x1 - x0, y1 - y0)


def _too_small(width: float, height: float) -> PictureError:
    return PictureError(
        f"{width:.0f} × {height:.0f} pixels; at least {MIN_SIDE} are needed.", reason="too_small"
    )
