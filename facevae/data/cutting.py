"""One picture becomes faces of the set's size, or a reason why not."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from facevae.data import writer
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
    """Cuts faces out of pictures; usable from several threads at once.

    Args:
        size: side of the result in pixels.
        crop: `detect`, `center` or `none` (the whole picture).
        center_px: side of the middle square for `center`; None for the largest.
        detector: for `detect`, see `faces.detection.load`; becomes the name of the one loaded.
        several: what to do with several faces: `refuse`, `largest` or `all`.
        min_side: of a picture or a face in pixels, below which it is refused.
        window: x0, y0, x1, y1 of the part to look at, where all pictures are aligned alike.
    """

    size: int
    crop: str = "detect"
    center_px: int | None = None
    detector: str | None = "auto"
    several: str = "refuse"
    min_side: int = MIN_SIDE
    window: tuple[int, int, int, int] | None = None

    def __post_init__(self):
        self._finder = detection.load(self.detector) if self.crop == "detect" else None
        self.detector = self._finder and self._finder.name

    def cut(self, picture: np.ndarray) -> list[Cut]:
        """The faces of a picture, largest first.

        Raises:
            PictureError: with reason `no_face`, `several_faces` or `too_small`.
        """
        (cuts,) = self.cut_all([picture])
        if isinstance(cuts, PictureError):
            raise cuts
        return cuts

    def cut_all(self, pictures: Sequence[np.ndarray]) -> list[list[Cut] | PictureError]:
        """For each picture its faces, or why there are none; detection takes them together."""
        if self.window:
            x0, y0, x1, y1 = self.window
            pictures = [picture[y0:y1, x0:x1] for picture in pictures]
        large = [picture for picture in pictures if min(picture.shape[:2]) >= self.min_side]
        found = iter(self._finder.detect_all(large) if self._finder else ([] for _ in large))
        return [
            _too_small(picture.shape[1], picture.shape[0])
            if min(picture.shape[:2]) < self.min_side
            else self._cuts(picture, next(found))
            for picture in pictures
        ]

    def _cuts(self, picture: np.ndarray, found: list[detection.Face]) -> list[Cut] | PictureError:
        if self.crop == "center":
            return [Cut(align.center_crop(picture, self.size, self.center_px))]
        if self.crop == "none":
            return [Cut(whole(picture, self.size))]
        faces = [face for face in found if _side(face) >= self.min_side]
        if not faces and found:
            return _too_small(_side(found[0]), _side(found[0]))
        if not faces:
            return PictureError("No face was found.", reason="no_face")
        if len(faces) > 1 and self.several == "refuse":
            return PictureError(f"{len(faces)} faces were found.", reason="several_faces")
        faces = faces if self.several == "all" else faces[:1]
        return [
            Cut(align.align(picture, face, self.size), tuple(map(float, face.box)), float(face.score))
            for face in faces
        ]


def whole(picture: np.ndarray, size: int) -> np.ndarray:
    """The whole picture inside the square, proportions kept, its edge repeated around it."""
    height, width = picture.shape[:2]
    side = max(height, width)
    top, left = (side - height) // 2, (side - width) // 2
    if height != width:
        edges = (top, side - height - top, left, side - width - left)
        picture = cv2.copyMakeBorder(picture, *edges, cv2.BORDER_REPLICATE)
    return align.center_crop(picture, size)


def face_rows(file: str, cuts: list[Cut], labels: dict) -> list[dict]:
    """Rows of the index for the faces of one file. Labels name one person: the largest face has them."""
    rows = []
    for place, cut in enumerate(cuts):
        row = dict(labels) if place == 0 else {"split": labels.get("split")}
        row |= {"face_id": writer.face_id(file, cut.box), "source": file, "quality": cut.quality}
        if cut.box is not None:
            row |= dict(zip(("x0", "y0", "x1", "y1"), cut.box, strict=True))
        rows.append(row)
    return rows


def _side(face: detection.Face) -> float:
    x0, y0, x1, y1 = face.box
    return min(x1 - x0, y1 - y0)


def _too_small(width: float, height: float) -> PictureError:
    return PictureError(
        f"{width:.0f} × {height:.0f} pixels; at least {MIN_SIDE} are needed.", reason="too_small"
    )
