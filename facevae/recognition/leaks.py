"""Looks for pictures and people that are on both sides of a measurement."""

from dataclasses import dataclass

import numpy as np

from facevae.data import duplicates
from facevae.data.faceset import FaceSet


@dataclass(frozen=True)
class Leaks:
    """What is on the left, learned or enrolled, and also on the right, measured.

    Args:
        identical: pairs of rows (left, right) with the same pixels.
        near: pairs of rows (left, right) that show one photograph, stored anew or mirrored.
        identities: people on both sides.
    """

    identical: tuple[tuple[int, int], ...]
    near: tuple[tuple[int, int], ...]
    identities: tuple[str, ...]

    @property
    def copies(self) -> np.ndarray:
        """Left rows that show a picture of the right, ascending."""
        return np.unique([left for left, _ in self.identical + self.near]).astype(np.int64)

    @property
    def copied(self) -> np.ndarray:
        """Right rows of which there is a picture on the left, ascending."""
        return np.unique([right for _, right in self.identical + self.near]).astype(np.int64)

    def counted(self, removed: np.ndarray) -> dict[str, int]:
        """How many there are, and how many rows were removed for them."""
        return {
            "identical": len(self.identical),
            "near": len(self.near),
            "removed_pictures": len(removed),
        }


def find(face_set: FaceSet, left: np.ndarray, right: np.ndarray) -> Leaks:
    """The leaks between two groups of rows of one face set."""
    identical, near = _copies(face_set, left, right)
    identities = shared(face_set.column("identity").to_numpy(), left, right)
    return Leaks(tuple(identical), tuple(near), identities)


def shared(people: np.ndarray, left: np.ndarray, right: np.ndarray) -> tuple[str, ...]:
    """The people with rows on both sides; `people` are those of all rows, None where nobody is known."""
    return tuple(sorted({who for who in people[left] if who is not None} & set(people[right])))


def alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two pictures, uint8 (S, S, 3), show one photograph, stored anew or mirrored."""
    known = duplicates.HeldOut()
    known.add("other", duplicates.signature(other))
    return known.twin(duplicates.signature(one)) is not None


def _copies(face_set: FaceSet, left: np.ndarray, right: np.ndarray) -> tuple[list, list]:
    measured, by_digest = duplicates.HeldOut(), {}
    for row in right.tolist():
        picture = face_set.pixels[row]
        by_digest[duplicates.digest(picture)] = row
        measured.add(str(row), duplicates.signature(picture))
    identical, near = [], []
    for row in left.tolist():
        picture = face_set.pixels[row]
        if (same := by_digest.get(duplicates.digest(picture))) is not None:
            identical.append((row, same))
            continue
        if (twin := measured.twin(duplicates.signature(picture))) is not None:
            near.append((row, int(twin)))
    return identical, near
