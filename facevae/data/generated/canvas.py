"""A surface to paint on, larger than the picture it becomes, so that every edge is smooth."""

from collections.abc import Iterator
from contextlib import contextmanager

import cv2
import numpy as np

_SHIFT = 4  # fractional bits of OpenCV's polygon corners


class Canvas:
    """Paints outlines given in fractions of the picture.

    Args:
        size: side of the finished picture in pixels.
    """

    def __init__(self, size: int):
        self.size = size
        self.side = size * (4 if size <= 256 else 2)
        self.pixels = np.zeros((self.side, self.side, 3), np.uint8)

    def finished(self) -> np.ndarray:
        """The picture (size, size, 3)."""
        return cv2.resize(self.pixels, (self.size, self.size), interpolation=cv2.INTER_AREA)

    def mask(self, *outlines: np.ndarray) -> np.ndarray:
        """255 inside any of the outlines, (side, side)."""
        mask = np.zeros((self.side, self.side), np.uint8)
        for outline in outlines:
            cv2.fillPoly(mask, [self._corners(outline)], 255, shift=_SHIFT)
        return mask

    def fill(self, outline: np.ndarray, colour) -> None:
        cv2.fillPoly(self.pixels, [self._corners(outline)], _rgb(colour), shift=_SHIFT)

    def paste(self, material: np.ndarray, mask: np.ndarray) -> None:
        """Cover the mask with a material of the canvas's side."""
        cv2.copyTo(material, mask, self.pixels)

    def tint(self, outline: np.ndarray, colour, alpha: float) -> None:
        """Cover one outline (n, 2), or several (m, n, 2) that do not overlap, with a see-through colour."""
        corners = self._corners(outline)
        window, offset = self._window(corners)
        if window.size and alpha > 0:
            covered = window.copy()
            cv2.fillPoly(
                covered,
                corners[None] if corners.ndim == 2 else corners,
                _rgb(colour),
                shift=_SHIFT,
                offset=offset,
            )
            cv2.addWeighted(covered, alpha, window, 1 - alpha, 0, dst=window)

    @contextmanager
    def clipped(self, outline: np.ndarray, margin: float = 0.06) -> Iterator[None]:
        """What is painted meanwhile stays only inside the outline; it may reach `margin` beyond."""
        corners = self._corners(outline)
        window, offset = self._window(corners, round(margin * self.side))
        before = window.copy()
        yield
        outside = np.full(window.shape[:2], 255, np.uint8)
        if outside.size:
            cv2.fillPoly(outside, [corners], 0, shift=_SHIFT, offset=offset)
            cv2.copyTo(before, outside, window)

    def smooth(self, coarse: np.ndarray) -> np.ndarray:
        """A coarse float or uint8 material brought to the canvas's side."""
        return cv2.resize(coarse, (self.side, self.side), interpolation=cv2.INTER_LINEAR)

    def _corners(self, outline: np.ndarray) -> np.ndarray:
        scale = 1 << _SHIFT
        return np.rint(outline * (self.side * scale) - 0.5 * scale).astype(np.int32)

    def _window(self, corners: np.ndarray, margin: int = 0) -> tuple[np.ndarray, tuple[int, int]]:
        """The pixels around the corners, and what brings corners into them."""
        x, y, width, height = cv2.boundingRect(corners.reshape(-1, 2))
        x0, y0 = max(0, (x >> _SHIFT) - margin - 1), max(0, (y >> _SHIFT) - margin - 1)
        x1, y1 = ((x + width) >> _SHIFT) + margin + 2, ((y + height) >> _SHIFT) + margin + 2
        return self.pixels[y0 : max(0, y1), x0 : max(0, x1)], (-x0 << _SHIFT, -y0 << _SHIFT)


def _rgb(colour) -> tuple[float, ...]:
    return colour.tolist() if isinstance(colour, np.ndarray) else colour
