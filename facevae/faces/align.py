"""A face cut out of its picture as a square, eyes level and always at the same place."""

import cv2
import numpy as np

from facevae.faces.detection import Face
from facevae.faces.warp import drawn

# Where the eyes come to lie, as fractions of the crop: the mean of YuNet's eyes in the middle 112 px
# of 2,000 LFW pictures of 160 px, made symmetric, so that an aligned picture looks like one cut from there.
EYES = np.array([[0.308, 0.380], [0.692, 0.380]])
# Where they lie in a detector's box, and how far apart for its height (same measurement).
EYES_IN_BOX = np.array([[0.275, 0.378], [0.725, 0.378]])
DISTANCE_TO_HEIGHT = 0.335
# A face turned aside has its eyes closer together: below this share of the usual distance the box sets the
# scale.
NARROWEST = 0.8


def align(picture: np.ndarray, face: Face, size: int = 64) -> np.ndarray:
    """The face with level eyes at `EYES`, by rotation, shift and one scale; the picture's border is mirrored.

    Returns:
        (size, size, 3) uint8.
    """
    return drawn(picture, transform(face, size), size)


def transform(face: Face, size: int) -> np.ndarray:
    """The (2, 3) similarity from the picture's pixels to those of the crop."""
    eyes = _eyes(face)
    across = eyes[1] - eyes[0]
    apart = np.hypot(*across)
    least = NARROWEST * DISTANCE_TO_HEIGHT * (face.box[3] - face.box[1])
    cos, sin = across / apart if apart > 0 else (1.0, 0.0)
    turn = np.array([[cos, sin], [-sin, cos]]) * size * (EYES[1, 0] - EYES[0, 0]) / max(apart, least, 1e-3)
    return np.column_stack([turn, size * EYES.mean(0) - turn @ eyes.mean(0)])


def center_crop(picture: np.ndarray, size: int, center_px: int | None = None) -> np.ndarray:
    """The middle square of the picture, or its middle `center_px` square, as (size, size, 3) uint8."""
    height, width = picture.shape[:2]
    side = min(height, width, center_px or height)
    top, left = (height - side) // 2, (width - side) // 2
    square = picture[top : top + side, left : left + side]
    how = cv2.INTER_AREA if side > size else cv2.INTER_CUBIC
    return cv2.resize(square, (size, size), interpolation=how)


def _eyes(face: Face) -> np.ndarray:
    """(2, 2) eyes, first the one for the left of the crop; from the box where they are not known."""
    if face.eyes is None:
        corner, far = np.reshape(face.box, (2, 2))
        return corner + EYES_IN_BOX * (far - corner)
    eyes = np.array(face.eyes)
    down = face.landmarks[3:].mean(0) - eyes.mean(0)
    across = eyes[1] - eyes[0]
    lies_on_its_head = across[0] * down[1] - across[1] * down[0] < 0
    return eyes[::-1] if lies_on_its_head else eyes
