"""What hair styles are made of, in face coordinates."""

from dataclasses import dataclass, field

import numpy as np

from facevae.data.generated.curves import resampled, through
from facevae.data.generated.face import Face

COUNT = 41  # points of a cap's outer run and of its hairline


@dataclass
class Locks:
    """The parts of a style.

    Args:
        back: outlines behind the head.
        cap: the run over the crown and the hairline under it, both left to right, (COUNT, 2) each; or None.
        front: further outlines before the face.
        opacity: below 1 the skin shows through.
        strands: how many lines of combing to draw over the cap; 0 for none.
        curl: radius of ringlets drawn over everything; 0 for none.
        ears: whether the ears show.
    """

    back: list[np.ndarray] = field(default_factory=list)
    cap: tuple[np.ndarray, np.ndarray] | None = None
    front: list[np.ndarray] = field(default_factory=list)
    opacity: float = 1.0
    strands: int = 12
    curl: float = 0.0
    ears: bool = True


def over(face: Face, volume: float, side: float = 0.02, lean: float = 0.0) -> np.ndarray:
    """The outer run of a cap from the left side over the crown to the right.

    Args:
        volume: how far it stands off the skull.
        side: how far down it reaches beside the eyes.
        lean: how much higher the right of the crown is than the left.
    """
    w, top = face.width + 0.35 * volume + 0.004, face.crown - volume
    points = [
        (-0.965 * face.width, side),
        (-w, -0.08),
        (-0.86 * w, 0.60 * top + 0.3 * lean * top),
        (-0.49 * w, 0.915 * top - 0.10 * lean * top),
        (0, top),
        (0.49 * w, 0.915 * top + 0.10 * lean * top),
        (0.86 * w, 0.60 * top - 0.3 * lean * top),
        (w, -0.08),
        (0.965 * face.width, side),
    ]
    return resampled(through(points, 8), COUNT)


def line(face: Face, points) -> np.ndarray:
    """A hairline from points whose x counts half head widths."""
    points = np.asarray(points, float) * (face.width, 1)
    return resampled(through(points, 8), COUNT)


def temples(face: Face, middle, side: float = 0.02, inner: float = 0.90) -> np.ndarray:
    """A hairline with sideburns to `side` around the given middle points."""
    left = [(-0.965, side), (-inner, side - 0.035), (-inner + 0.01, -0.09)]
    right = [(inner - 0.01, -0.09), (inner, side - 0.035), (0.965, side)]
    return line(face, [*left, *middle, *right])
