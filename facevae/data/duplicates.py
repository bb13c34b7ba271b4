"""Knows a photograph again: pixel for pixel, stored anew as another file, or mirrored."""

import hashlib

import cv2
import numpy as np
from scipy.spatial import KDTree

from facevae.errors import PictureError

SIDE = 16
# Grey levels. Measured on FER2013 with one copy stored as JPEG: most pairs are within 0.5 and 3, all pairs up
# to these bounds are one photograph to the eye, if with another watermark or moved by a pixel. Two pictures
# of one person in ORL, and pictures of LFW on different sides of its split, are farther apart.
MEAN_GAP, LARGEST_GAP, COARSE_GAP = 2.9, 25.0, 5.0


class Duplicate(PictureError):
    """A picture that was seen before in the same import, as the file `same_as`."""

    def __init__(self, what: str, same_as: str):
        super().__init__(what, reason="duplicate")
        self.same_as = same_as


def digest(picture: np.ndarray) -> bytes:
    """16 bytes that are equal only for pictures of the same size and pixels."""
    return hashlib.blake2b(
        np.ascontiguousarray(picture), digest_size=16, key=str(picture.shape).encode()
    ).digest()


def signature(picture: np.ndarray) -> np.ndarray:
    """(256,) uint8: the picture's grey at 16 x 16, which survives another file format."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA).ravel()


def mirrored(signature: np.ndarray) -> np.ndarray:
    """The signature of the picture's mirror image."""
    return signature.reshape(SIDE, SIDE)[:, ::-1].ravel()


class HeldOut:
    """The pictures of validation and test, to be asked whether a training picture is one of them."""

    def __init__(self):
        self._paths: list[str] = []
        self._signatures: list[np.ndarray] = []
        self._tree: KDTree | None = None

    def add(self, path: str, signature: np.ndarray) -> None:
        self._paths.append(path)
        self._signatures.append(signature)
        self._tree = None

    def twin(self, signature: np.ndarray) -> str | None:
        """The path of the held-out picture that shows the same photograph or its mirror image, or None."""
        if not self._paths:
            return None
        return self._nearest(signature) or self._nearest(mirrored(signature))

    def _nearest(self, signature: np.ndarray) -> str | None:
        if self._tree is None:
            self._known = np.stack(self._signatures)
            self._tree = KDTree(_coarse(self._known))
        near = self._tree.query_ball_point(_coarse(signature[None])[0], r=COARSE_GAP, p=np.inf)
        if not near:
            return None
        gaps = np.abs(self._known[near].astype(np.int16) - signature.astype(np.int16))
        means = gaps.mean(1)
        best = int(means.argmin())
        same = means[best] <= MEAN_GAP and gaps[best].max() <= LARGEST_GAP
        return self._paths[near[best]] if same else None


def _coarse(signatures: np.ndarray) -> np.ndarray:
    """(N, 16) means of 4 x 4 parts, by which most strangers are told apart at once."""
    parts = signatures.reshape(-1, 4, SIDE // 4, 4, SIDE // 4).astype(np.float32)
    return parts.mean(axis=(2, 4)).reshape(len(signatures), 16)
