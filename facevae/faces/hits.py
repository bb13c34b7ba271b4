"""Where a cascade says there is a face, and how the sayings of several are brought together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from facevae.errors import ConfigError
from facevae.faces.views import View, window

APART = 0.3  # of the window's side: centres nearer than this mean the same face


@dataclass(frozen=True, eq=False)
class Kind:
    """Where things lie in the square window of a cascade, in fractions of its side.

    Args:
        eyes: (2, 2) mean place of the eyes.
        box: centre x, centre y, width, height of the face from the brow to the chin.
    """

    eyes: np.ndarray
    box: tuple[float, float, float, float]


# Measured against YuNet on LFW and the London set.
FRONTAL = Kind(np.array([[0.303, 0.387], [0.697, 0.382]]), (0.498, 0.520, 0.85, 1.15))
PROFILE = Kind(np.array([[0.113, 0.410], [0.520, 0.408]]), (0.350, 0.564, 0.89, 1.20))


@dataclass(frozen=True)
class Hit:
    """A square window in a view that `votes` neighbouring windows of a cascade call a face."""

    view: View
    kind: Kind
    x: float
    y: float
    side: float
    votes: float

    def in_picture(self, points: np.ndarray) -> np.ndarray:
        """Points (n, 2) in fractions of the window, in the picture's pixels."""
        return self.view.in_picture(points * self.side + [self.x, self.y])

    @property
    def center(self) -> np.ndarray:
        return self.in_picture(np.array([[0.5, 0.5]]))[0]

    @property
    def reach(self) -> float:
        """Side of the window in the picture's pixels."""
        return self.side * self.view.pixel

    def agrees(self, other: "Hit") -> bool:
        """Whether both mean the same face."""
        small, large = sorted((self.reach, other.reach))
        return small > 0.6 * large and np.hypot(*(self.center - other.center)) < APART * large

    def hides(self, other: "Hit") -> bool:
        """Whether the other's centre lies within this window, so that both cannot be whole faces."""
        return np.hypot(*(self.center - other.center)) < 0.5 * max(self.reach, other.reach)

    def box(self) -> tuple[float, float, float, float]:
        """The face from the brow to the chin, in the picture's pixels."""
        x, y, width, height = self.kind.box
        (x, y), scale = self.in_picture(np.array([[x, y]]))[0].tolist(), self.reach / 2
        return x - width * scale, y - height * scale, x + width * scale, y + height * scale

    def surroundings(self, side: int, margin: float) -> View:
        """The window drawn `side` px wide, with a border of `margin` times as much."""
        return window(self.view, self.x, self.y, self.side, side, margin)


def opened(name: str) -> cv2.CascadeClassifier:
    """The cascade of that name in OpenCV's wheel.

    Raises:
        ConfigError: this OpenCV carries no cascades.
    """
    folder = getattr(getattr(cv2, "data", None), "haarcascades", "")
    file = cv2.CascadeClassifier(f"{folder}haarcascade_{name}.xml")
    if file.empty():
        raise ConfigError(
            "This OpenCV carries no cascades.", 'Install it anew: pip install "opencv-python-headless<5".'
        )
    return file


def scan(
    view: View, file: cv2.CascadeClassifier, kind: Kind, step: float, votes: int, smallest: int
) -> Iterator[Hit]:
    """Hits of one cascade in a view.

    Args:
        step: growth of the window from one pass to the next.
        votes: least votes of a hit, less one.
        smallest: px of the view.
    """
    boxes, counts = file.detectMultiScale2(view.grey, step, votes, 0, (smallest, smallest))
    for (x, y, side, _), count in zip(boxes, counts, strict=True):
        yield Hit(view, kind, float(x), float(y), float(side), float(count))


def together(hits: Iterable[Hit]) -> list[Hit]:
    """Hits that mean the same face made one: the place of the surest, the votes of all."""
    groups: list[list[Hit]] = []
    for hit in sorted(hits, key=lambda h: -h.votes):
        group = next((g for g in groups if g[0].agrees(hit)), None)
        groups.append([hit]) if group is None else group.append(hit)
    return [replace(group[0], votes=sum(hit.votes for hit in group)) for group in groups]


def distinct(hits: Iterable[Hit]) -> list[Hit]:
    """Of hits in each other's way only the surest."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: -h.votes):
        if not any(other.hides(hit) for other in kept):
            kept.append(hit)
    return kept
