"""The inner loops of t-SNE, compiled once a machine; they let other threads run.

Points are (N, 3) float32, the third number zero on a flat map.
"""

import numpy as np
from numba import njit

compiled = njit(nogil=True, cache=True, fastmath=True)


@compiled
def shares(squares, perplexity, rounds=50):
    """Squared distances (N, k), ascending, become each face's shares: a Gaussian of this perplexity."""
    wanted = np.log(perplexity)
    share = np.empty(squares.shape[1])
    for row in range(len(squares)):
        mean = 0.0
        for square in squares[row]:
            mean += (square - squares[row, 0]) / len(share)
        narrowness, low, high, total = 1 / max(mean, 1e-30), 0.0, 0.0, 1.0
        for _ in range(rounds):
            total, moment = 0.0, 0.0
            for i in range(len(share)):
                away = squares[row, i] - squares[row, 0]
                share[i] = np.exp(-narrowness * away)
                total += share[i]
                moment += share[i] * away
            entropy = np.log(total) + narrowness * moment / total
            if abs(entropy - wanted) < 1e-5:
                break
            if entropy > wanted:
                low = narrowness
            else:
                high = narrowness
            narrowness = (low + high) / 2 if high > 0 else 2 * low
        for i in range(len(share)):
            squares[row, i] = share[i] / total


@compiled
def attraction(points, first, near, share, begin, end, force):
    """The pull of its neighbours on each point from `begin` to `end`, into force (N, 3)."""
    for i in range(begin, end):
        x, y, z = points[i]
        fx = fy = fz = np.float32(0)
        for edge in range(first[i], first[i + 1]):
            j = near[edge]
            dx, dy, dz = x - points[j, 0], y - points[j, 1], z - points[j, 2]
            pull = share[edge] / (np.float32(1) + dx * dx + dy * dy + dz * dz)
            fx += pull * dx
            fy += pull * dy
            fz += pull * dz
        force[i] = fx, fy, fz


@compiled
def pairs(points, begin, end, force):
    """The push of all others on each point from `begin` to `end`; returns their sum of 1 / (1 + d²)."""
    total = 0.0
    for i in range(begin, end):
        x, y, z = points[i]
        fx = fy = fz = near = np.float32(0)
        for j in range(len(points)):
            dx, dy, dz = x - points[j, 0], y - points[j, 1], z - points[j, 2]
            close = np.float32(1) / (np.float32(1) + dx * dx + dy * dy + dz * dz)
            near += close
            push = close * close
            fx += push * dx
            fy += push * dy
            fz += push * dz
        force[i] = fx, fy, fz
        total += near - 1
    return total


@compiled
def divergence(points, first, near, share):
    """The Kullback-Leibler divergence, up to the logarithm of the map's own sum."""
    total = 0.0
    for i in range(len(points)):
        for edge in range(first[i], first[i + 1]):
            square = 0.0
            for axis in range(3):
                square += (points[i, axis] - points[near[edge], axis]) ** 2
            total += share[edge] * np.log(share[edge] * (1 + square))
    return total


@compiled
def _spline(t, value, slope):
    """A cubic B-spline at the four nodes around, t (0..1) after the second."""
    s, six, two, three, four = 1 - t, np.float32(1 / 6), np.float32(2), np.float32(3), np.float32(4)
    value[0] = s * s * s * six
    value[1] = (four - (two - t) * three * t * t) * six
    value[2] = (four - (two - s) * three * s * s) * six
    value[3] = t * t * t * six
    slope[0] = -s * s / two
    slope[1] = (three * t - four) * t / two
    slope[2] = (four - three * s) * s / two
    slope[3] = t * t / two


@compiled
def spread(places, grid):
    """Each point's charge of 1 onto the nodes around it; places (N, 3) in nodes."""
    value, slope = np.zeros((3, 4), np.float32), np.empty(4, np.float32)
    value[2, 0] = 1
    axes, deep = (3, 4) if grid.shape[2] > 1 else (2, 1)
    node = np.zeros(3, np.int64)
    grid[:] = 0
    for i in range(len(places)):
        for axis in range(axes):
            node[axis] = int(places[i, axis]) - 1
            _spline(places[i, axis] - node[axis] - 1, value[axis], slope)
        for a in range(4):
            for b in range(4):
                both = value[0, a] * value[1, b]
                for c in range(deep):
                    grid[node[0] + a, node[1] + b, node[2] + c] += both * value[2, c]


@compiled
def collect(places, field, begin, end, force):
    """Minus half the field's slope at each point, a node a unit, into force; returns the sum of the field."""
    value, slope = np.zeros((3, 4), np.float32), np.zeros((3, 4), np.float32)
    value[2, 0] = 1
    axes, deep = (3, 4) if field.shape[2] > 1 else (2, 1)
    node = np.zeros(3, np.int64)
    total = 0.0
    for i in range(begin, end):
        for axis in range(axes):
            node[axis] = int(places[i, axis]) - 1
            _spline(places[i, axis] - node[axis] - 1, value[axis], slope[axis])
        fx = fy = fz = here = np.float32(0)
        for a in range(4):
            for b in range(4):
                for c in range(deep):
                    at = field[node[0] + a, node[1] + b, node[2] + c]
                    fx += slope[0, a] * value[1, b] * value[2, c] * at
                    fy += value[0, a] * slope[1, b] * value[2, c] * at
                    fz += value[0, a] * value[1, b] * slope[2, c] * at
                    here += value[0, a] * value[1, b] * value[2, c] * at
        force[i] = fx / -2, fy / -2, fz / -2
        total += here
    return total
