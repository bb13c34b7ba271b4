"""Eyes in a frontal face by OpenCV's eye cascades, held together by where eyes usually are."""

import cv2
import numpy as np

from facevae.faces.hits import Hit, opened

SIDE = 100  # px at which the face is looked at
TOP, BOTTOM = 10, 65  # rows between which eyes are sought
HALVES = ((0, 58), (42, 100))  # columns for each eye
LEAST, MOST = 18, 45  # px of an eye's window
SPREAD = 0.06  # how far eyes stray from their usual place, in faces
TRUST = 2.0  # weight of an eye seen by one cascade, where the usual place has 1
# Each cascade's middle lies a little off the eye (measured against YuNet).
OFFSET = np.array([-0.004, 0.008])


class Eyes:
    """Finds both eyes; not for several threads at once."""

    def __init__(self):
        self._files = [opened("eye"), opened("eye_tree_eyeglasses")]

    def find(self, hit: Hit) -> np.ndarray:
        """(2, 2) eyes in fractions of the hit's window: what is seen, weighed with the usual place."""
        face = hit.surroundings(SIDE, margin=0).grey
        return np.stack([self._eye(face, i, usual) for i, usual in enumerate(hit.kind.eyes)])

    def _eye(self, face: np.ndarray, half: int, usual: np.ndarray) -> np.ndarray:
        left, right = HALVES[half]
        region = np.ascontiguousarray(face[TOP:BOTTOM, left:right])
        seen = [_likeliest(file, region, (left, TOP), usual) for file in self._files]
        seen = [place for place in seen if place is not None]
        return (usual + TRUST * sum(seen)) / (1 + TRUST * len(seen))


def _likeliest(
    file: cv2.CascadeClassifier, region: np.ndarray, corner: tuple[int, int], usual: np.ndarray
) -> np.ndarray | None:
    """The middle of the window with the most votes, the less counting the farther from the usual place."""
    boxes, votes = file.detectMultiScale2(region, 1.1, 1, 0, (LEAST, LEAST), (MOST, MOST))
    if not len(boxes):
        return None
    places = (boxes[:, :2] + boxes[:, 2:] / 2 + corner) / SIDE - OFFSET
    nearness = np.exp(-((places - usual) ** 2).sum(1) / (2 * SPREAD**2))
    return places[np.argmax(votes * nearness)]
