"""From a place on a map back to the face that lives there."""

from typing import NamedTuple

import numpy as np

from facevae.latents.placement import linear_map

NEAR = 20  # faces that a place is made of
SHARP = 0.1  # of the reach within which a face does not gain weight any more: no needles at single faces
USUAL = 10  # the usual distance is that to the so-manieth nearest face
SAMPLE = 1000  # faces that say what is usual


class Lives(NamedTuple):
    """What lives at places of a map.

    Args:
        z: (M, D) whole latents, float32.
        among: (M,), how many faces are within the usual distance.
        ratio: (M,), the distance on the map to the nearest face over the usual distance.
    """

    z: np.ndarray
    among: np.ndarray
    ratio: np.ndarray


class Inverse:
    """A map of faces in two dimensions, to be asked what lives between them.

    A place is the mean of the latents of the faces around it, the nearer the weightier, and changes evenly as
    the place moves. Where the map is PCA's of the latents themselves, what it shows of them is exact, and the
    rest is the mean of all; of a map of one part, the other parts are those of the faces around.

    Of ways tried on held-out faces (weights by distance, smooth kernels, local linear fits, 5 to 150 faces)
    this is the one that is near the best in latents and still returns to its place; see `round_trip`.

    Args:
        z: (N, D) whole latents.
        points: (N, 2).
        part: the part of the latents that the map was made of.
        linear: whether the points are a linear map of that part.
    """

    def __init__(self, z: np.ndarray, points: np.ndarray, part: slice = slice(None), linear: bool = False):
        from scipy.spatial import cKDTree

        self.z, self.points, self.part = z, np.asarray(points, dtype=np.float64), part
        self.tree = cKDTree(self.points)
        self.usual = self._usual()
        self.back = None
        if linear:
            self.back = np.linalg.pinv(linear_map(z[:, part], self.points))  # (2, d)
            self.centre, self.origin = z[:, part].mean(axis=0, dtype=np.float64), self.points.mean(axis=0)

    def at(self, places: np.ndarray) -> Lives:
        """What lives at places (M, 2)."""
        places = np.atleast_2d(np.asarray(places, dtype=np.float64))
        near, weights, closest = self._around(places)
        z = np.einsum("mk,mkd->md", weights, self.z[near])
        if self.back is not None:
            z[:, self.part] = self.centre + (places - self.origin) @ self.back
        among = self.tree.query_ball_point(places, self.usual, return_length=True)
        return Lives(z.astype(np.float32), among, closest / self.usual)

    def _around(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Faces around (M, k), their weights, which end at 0 so that none enters at once, and the nearest's
        distance."""
        count = len(self.points)
        distances, near = self.tree.query(places, min(NEAR + 1, count))
        distances, near = distances.reshape(len(places), -1), near.reshape(len(places), -1)
        reach = np.maximum(distances[:, -1:], np.finfo(float).tiny)
        fading = np.clip(1 - (distances / reach) ** 2, 0, None) ** 2 if count > NEAR else 1.0
        weights = fading / ((distances / reach) ** 2 + SHARP**2)
        weights += (weights.sum(axis=1, keepdims=True) == 0) * 1.0  # all equally far
        return near, weights / weights.sum(axis=1, keepdims=True), distances[:, 0]

    def _usual(self) -> float:
        rows = np.unique(np.linspace(0, len(self.points) - 1, SAMPLE).astype(int))
        distances = self.tree.query(self.points[rows], min(USUAL + 1, len(self.points)))[0]
        usual = float(np.median(distances.reshape(len(rows), -1)[:, -1]))
        return usual or float(np.linalg.norm(self.points.std(axis=0))) or 1.0


def round_trip(
    z: np.ndarray, points: np.ndarray, held: np.ndarray, linear: bool = False
) -> tuple[float, float]:
    """How well held-out faces come back from their places on a map that is known by the others.

    Returns:
        the squared error of the latents over their variance (1: no better than the mean face), and how far
        from its place the latent made of it is placed again, the median, over the map's usual distance.
    """
    from facevae.latents.placement import Placement

    kept = np.setdiff1d(np.arange(len(z)), held)
    inverse = Inverse(z[kept], points[kept], linear=linear)
    lives = inverse.at(points[held])
    wrong = np.square(lives.z - z[held]).sum(axis=1).mean()
    usual = np.square(z[kept] - z[kept].mean(axis=0)).sum(axis=1).mean()
    again = Placement(z[kept], points[kept], linear).place(lives.z).points
    off = np.median(np.linalg.norm(again - points[held], axis=1)) / inverse.usual
    return float(wrong / usual), float(off)
