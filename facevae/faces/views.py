"""Grey views of a picture (shrunk, padded, turned, mirrored) and the way back from each to the picture."""

from dataclasses import dataclass

import cv2
import numpy as np

UNMOVED = np.eye(2, 3)


@dataclass(frozen=True)
class View:
    """A grey picture and the (2, 3) affine map from its pixels to those of the picture it shows."""

    grey: np.ndarray
    back: np.ndarray

    def in_picture(self, points: np.ndarray) -> np.ndarray:
        """Points (n, 2) of the view in the picture's pixels."""
        return points @ self.back[:, :2].T + self.back[:, 2]

    @property
    def pixel(self) -> float:
        """Side of one of its pixels in the picture's pixels."""
        return float(np.sqrt(abs(np.linalg.det(self.back[:, :2]))))


def fitted(picture: np.ndarray, least: int, most: int) -> View:
    """The picture in grey, its long side brought into `least`..`most` px."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    scale = np.clip(max(height, width), least, most) / max(height, width)
    if scale == 1:
        return View(grey, UNMOVED)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    back = np.diag([width / size[0], height / size[1], 0])[:2]
    return View(cv2.resize(grey, size, interpolation=how), back)


def turned(view: View, degrees: float, padding: float) -> View:
    """The view turned about its middle, with a border of its edge pixels, `padding` times its long side."""
    height, width = view.grey.shape
    margin = round(padding * max(height, width))
    forth = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    forth[:, 2] += margin
    size = width + 2 * margin, height + 2 * margin
    grey = cv2.warpAffine(view.grey, forth, size, borderMode=cv2.BORDER_REPLICATE)
    return View(grey, _after(view.back, cv2.invertAffineTransform(forth)))


def mirrored(view: View) -> View:
    """The view with left and right exchanged."""
    back = np.array([[-1, 0, view.grey.shape[1]], [0, 1, 0]])
    return View(cv2.flip(view.grey, 1), _after(view.back, back))


def _after(second: np.ndarray, first: np.ndarray) -> np.ndarray:
    """The affine map that does `first`, then `second`."""
    turn = second[:, :2] @ first[:, :2]
    return np.column_stack([turn, second[:, :2] @ first[:, 2] + second[:, 2]])


def window(view: View, x: float, y: float, side: float, px: int, margin: float) -> View:
    """The square at (x, y) drawn `px` wide, with a border of `margin` times as much around it."""
    scale = px / side
    edge = round(margin * px)
    forth = np.array([[scale, 0, edge - x * scale], [0, scale, edge - y * scale]])
    size = (px + 2 * edge, px + 2 * edge)
    grey = cv2.warpAffine(view.grey, forth, size, borderMode=cv2.BORDER_REPLICATE)
    return View(grey, _after(view.back, cv2.invertAffineTransform(forth)))
