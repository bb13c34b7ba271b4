"""One face to be drawn: its proportions, and where its points land in the picture under its pose.

Face coordinates have their origin between the eyes, x to the right and y downwards in the picture, and the
picture's side as their unit.
"""

import numpy as np

from facevae.data.generated.curves import closed, mirrored

EYE_LINE = 0.405  # height of the eyes in the picture
ZOOM = 1.08  # how near the camera is
HEAD_CENTRE = 0.07  # of the head, below the eyes
_RADIUS = 0.26
_MIDDLE = np.array([0.0, HEAD_CENTRE])


class Face:
    """Proportions and pose from the parameters of one picture.

    Args:
        p: parameters without their `p_`.
    """

    def __init__(self, p: dict):
        self.p = p
        self.width = p["face_width"]
        self.crown = -p["forehead"]
        self.jaw_drop = 0.155 * p["mouth_open"]
        self.chin = p["face_length"] + 0.55 * self.jaw_drop
        self.eye_x = p["eye_spacing"] / 2
        self._curvature = np.array([1 / (1.10 * self.width), 1 / 0.60])
        self._turn(np.radians([p["yaw"], p["pitch"], p["roll"]]))

    def _turn(self, angles: np.ndarray) -> None:
        (yaw, pitch, roll), (yaw_sin, pitch_sin, roll_sin) = np.cos(angles), np.sin(angles)
        rolled = np.array([[roll, roll_sin], [-roll_sin, roll]])
        self._flat = ZOOM * np.diag([yaw, pitch]) @ rolled
        self._forward = ZOOM * np.array([yaw_sin, -pitch_sin]) @ rolled
        # The head turns about its centre; the camera follows the eyes half the way.
        self._origin = (0.5, EYE_LINE) + ZOOM * _MIDDLE - _MIDDLE @ self._flat - 0.5 * _RADIUS * self._forward

    def place(self, points, depth=None) -> np.ndarray:
        """Face coordinates to fractions of the picture.

        Args:
            depth: towards the viewer, in the same unit; by default that of the head's front.
        """
        points = np.asarray(points, float)
        z = np.asarray(self.depth(points) if depth is None else depth)
        return points @ self._flat + z[..., None] * self._forward + self._origin

    def depth(self, points) -> np.ndarray:
        """Of the head's front at the points."""
        points = np.asarray(points, float)
        from_middle = (points - _MIDDLE) * self._curvature
        around = np.einsum("...i,...i", from_middle, from_middle)
        return _RADIUS * np.sqrt(np.maximum(1 - around, 0.01))

    def scalp(self, points) -> np.ndarray:
        """Depth of hair at the points: the head's front, level with the silhouette at the sides."""
        across = np.minimum(np.abs(np.asarray(points)[..., 0]) / self.width, 1)
        return self.depth(points) * (1 - across**3)

    def outline(self) -> np.ndarray:
        """The head from crown to chin, in face coordinates."""
        w, top, chin, p = self.width, self.crown, self.chin, self.p
        jaw, full = p["jaw"], p["cheeks"]
        points = [
            (0, top),
            (0.46 * w, top * 0.925),
            (0.82 * w, top * 0.62),
            (0.985 * w, -0.06),
            (w * (0.965 + 0.025 * full), 0.09),
            (w * (0.835 + 0.068 * jaw + 0.055 * full), 0.23),
            (w * (0.565 + 0.15 * jaw + 0.06 * full), 0.23 + (chin - 0.23) * 0.62),
            (w * (0.25 + 0.13 * p["chin"]), chin - 0.018),
            (0, chin),
        ]
        return closed(mirrored(points))

    def place_outline(self, outline: np.ndarray) -> np.ndarray:
        """Where the head's silhouette lies: the chin stands forward, the skull does not."""
        forward = np.clip((outline[:, 1] - 0.12) / 0.36, 0, 1) * (
            1 - 0.6 * np.abs(outline[:, 0]) / self.width
        )
        return self.place(outline, 0.17 * forward)
