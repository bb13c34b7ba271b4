"""A face cut out of its picture as a square, eyes level and always at the same place."""

import cv2
import numpy as np

from facevae.faces.detection import Face

# Where the eyes come to lie, as fractions of the crop: the mean of YuNet's eyes in the middle 112 px
# of 2,000 LFW pictures of 160 px, made symmetric, so that an aligned picture looks like one cut from there.
EYES = np.array([[0.309, 0.3815], [0.691, 0.3815]])
# Where they lie in a detector's box, and how far apart for its height (same measurement).
EYES_IN_BOX = np.array([[0.27, 0.376], [0.72, 0.376]])
DISTANCE_TO_HEIGHT = 0.33
# A face turned aside has its eyes closer together: below this share of the usual distance the box sets the
# scale.
NARROWEST = 0.8


def align(picture: np.ndarray, face: Face, size: int = 64) -> np.ndarray:
    """The face with level eyes at `EYES`, by rotation, shift and one scale; the picture's border is mirrored.

    Returns:
        (size, size, 3) uint8.
    """
    part, to_crop = _part(picture, transform(face, size), size)
    factor = max(1, int(np.ceil(1 / _scale(to_crop) - 1e-6)))
    # Drawn larger by a whole factor, then each block averaged, so that no pixel of the source is skipped.
    to_large = to_crop * factor
    to_large[:, 2] += to_large[:, :2].sum(1) / 2 - 0.5  # OpenCV counts from the middle of the first pixel
    large = cv2.warpAffine(part, to_large, (size * factor,) * 2, borderMode=cv2.BORDER_REFLECT_101)
    return cv2.resize(large, (size, size), interpolation=cv2.INTER_AREA)


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
    lies_on_its_head = across[0] * down[1] - across[1] * down[0] < 0  # false where the mouth is not known
    return eyes[::-1] if lies_on_its_head else eyes


def _part(picture: np.ndarray, to_crop: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The part of the picture that the crop shows, shrunk where it is far too large, and its transform."""
    turn, shift = to_crop[:, :2], to_crop[:, 2]
    corners = np.array([[0, 0], [size, 0], [0, size], [size, size]]) - shift
    seen = np.linalg.solve(turn, corners.T).T
    limit = picture.shape[1::-1]
    low = np.clip(np.floor(seen.min(0)) - 2, 0, np.subtract(limit, 1)).astype(int)
    high = np.clip(np.ceil(seen.max(0)) + 2, low + 1, limit).astype(int)
    part = picture[low[1] : high[1], low[0] : high[0]]
    shift = shift + turn @ low
    by = max(1, int(0.5 / _scale(to_crop)))
    if by > 1:
        before = np.array(part.shape[1::-1])
        after = np.maximum(1, before // by)
        part = cv2.resize(part, after.tolist(), interpolation=cv2.INTER_AREA)
        turn = turn * (before / after)
    return np.ascontiguousarray(part), np.column_stack([turn, shift])


def _scale(matrix: np.ndarray) -> float:
    """How many times larger the transform draws."""
    return float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
