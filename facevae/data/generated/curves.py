"""Smooth outlines from a few points, as arrays (n, 2)."""

from functools import cache

import numpy as np

_LEFT = np.array([-1.0, 1.0])


@cache
def _basis(count: int, closed: bool, steps: int) -> np.ndarray:
    """Catmull-Rom weights: curve points = basis @ control points."""
    t = np.arange(steps)[:, None] / steps
    weights = np.hstack(
        [
            -0.5 * t**3 + t**2 - 0.5 * t,
            1.5 * t**3 - 2.5 * t**2 + 1,
            -1.5 * t**3 + 2 * t**2 + 0.5 * t,
            0.5 * t**3 - 0.5 * t**2,
        ]
    )
    segments = count if closed else count - 1
    basis = np.zeros((segments, steps, count))
    for segment in range(segments):
        for offset, weight in zip(range(-1, 3), weights.T, strict=True):
            _add_weight(basis[segment], weight, segment + offset, count, closed)
    basis = basis.reshape(-1, count)
    return basis if closed else np.vstack([basis, np.eye(count)[-1]])


def _add_weight(rows: np.ndarray, weight: np.ndarray, index: int, count: int, closed: bool) -> None:
    if closed or 0 <= index < count:
        rows[:, index % count] += weight
        return
    end, inner = (0, 1) if index < 0 else (count - 1, count - 2)
    rows[:, end] += 2 * weight
    rows[:, inner] -= weight


def closed(points, steps: int = 8) -> np.ndarray:
    """The smooth closed curve through the points."""
    return _basis(len(points), True, steps) @ np.asarray(points, float)


def through(points, steps: int = 8) -> np.ndarray:
    """The smooth open curve through the points (..., n, 2)."""
    points = np.asarray(points, float)
    return _basis(points.shape[-2], False, steps) @ points


def resampled(curve: np.ndarray, count: int) -> np.ndarray:
    """The curve as `count` points at equal distances."""
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
    at = np.linspace(0, along[-1], count)
    return np.column_stack([np.interp(at, along, curve[:, 0]), np.interp(at, along, curve[:, 1])])


def ribbon(curve: np.ndarray, width) -> np.ndarray:
    """The outline of a stroke along a curve (..., n, 2); `width` is one number or one a point."""
    tangent = _differences(curve.shape[-2]) @ curve
    length = np.hypot(tangent[..., 0], tangent[..., 1]) + 1e-9
    half = tangent[..., ::-1] * (0.5 * width / length)[..., None] * _LEFT
    return np.concatenate([curve + half, (curve - half)[..., ::-1, :]], axis=-2)


@cache
def _differences(count: int) -> np.ndarray:
    """Directions at a curve's points = differences @ points."""
    matrix = np.eye(count, k=1) - np.eye(count, k=-1)
    matrix[0, 0], matrix[-1, -1] = -1, 1
    return matrix


@cache
def taper(count: int, start: float = 0.0, end: float = 0.0) -> np.ndarray:
    """Stroke widths 0..1 that swell from `start` to 1 in the middle and shrink to `end`."""
    t = np.linspace(0, 1, count)
    edge = np.where(t < 0.5, start, end)
    return edge + (1 - edge) * np.sin(np.pi * t)


def ellipse(x: float, y: float, rx: float, ry: float, count: int = 28) -> np.ndarray:
    """The outline of an upright ellipse."""
    return _circle(count) * (rx, ry) + (x, y)


@cache
def _circle(count: int) -> np.ndarray:
    angle = np.arange(count) * (2 * np.pi / count)
    return np.column_stack([np.cos(angle), np.sin(angle)])


def mirrored(points) -> np.ndarray:
    """The points of the right half, completed by their mirror image into one closed run.

    Args:
        points: from the top middle to the bottom middle, both with x = 0.
    """
    points = np.asarray(points, float)
    return np.vstack([points, points[-2:0:-1] * (-1, 1)])
