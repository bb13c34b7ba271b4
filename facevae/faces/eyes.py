"""Eyes in a frontal face by OpenCV's eye cascades, held together by where eyes usually are."""

import numpy as np

from facevae.faces.hits import Hit, opened

SIDE = 100  # px at which the face is looked at
TOP, BOTTOM = 10, 65  # rows between which eyes are sought
HALVES = ((0, 58), (42, 100))  # columns for each eye
LEAST, MOST = 18, 45  # px of an eye's window
SPREAD = 0.06  # how far eyes stray from their usual place, in faces
TRUST = 2.0  # weight of an eye seen by one cascade, where the usual place has 1
Windows = tuple[np.ndarray, np.ndarray]  # places (n, 2) of one cascade's windows, and their votes (n,)
# Each cascade's middle lies a little off the eye (measured against YuNet).
OFFSET = np.array([-0.004, 0.008])


class Eyes:
    """Finds both eyes; not for several threads at once."""

    def __init__(self):
        self._files = [opened("eye"), opened("eye_tree_eyeglasses")]

    def find(self, hit: Hit) -> np.ndarray:
        """(2, 2) eyes in fractions of the hit's window: what is seen, weighed with the usual place."""
        face = hit.surroundings(SIDE, margin=0).grey
        seen = [self._windows(face, *columns) for columns in HALVES]
        eyes = _weighed(seen, hit.kind.eyes)
        if not all(seen):
            return eyes
        return _weighed(seen, _turned(hit.kind.eyes, eyes))  # the usual place tilts with the face

    def _windows(self, face: np.ndarray, left: int, right: int) -> list[Windows]:
        region = np.ascontiguousarray(face[TOP:BOTTOM, left:right])
        found = (file.detectMultiScale2(region, 1.1, 1, 0, (LEAST,) * 2, (MOST,) * 2) for file in self._files)
        return [
            ((boxes[:, :2] + boxes[:, 2:] / 2 + (left, TOP)) / SIDE - OFFSET, votes)
            for boxes, votes in found
            if len(boxes)
        ]


def _weighed(seen: list[list[Windows]], usual: np.ndarray) -> np.ndarray:
    """(2, 2) for each eye the mean of its usual place and the likeliest one by each cascade that sees it."""
    return np.stack(
        [
            (place + TRUST * sum(_likeliest(*windows, place) for windows in cascades))
            / (1 + TRUST * len(cascades))
            for cascades, place in zip(seen, usual, strict=True)
        ]
    )


def _likeliest(places: np.ndarray, votes: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """The place with the most votes, which count the less the farther it is from the usual one."""
    nearness = np.exp(-((places - usual) ** 2).sum(1) / (2 * SPREAD**2))
    return places[np.argmax(votes * nearness)]


def _turned(usual: np.ndarray, eyes: np.ndarray) -> np.ndarray:
    """The usual eyes turned about the window's middle until they are as level as those found."""
    x, y = eyes[1] - eyes[0]
    cos, sin = np.array([x, y]) / np.hypot(x, y)
    return (usual - 0.5) @ np.array([[cos, sin], [-sin, cos]]) + 0.5
