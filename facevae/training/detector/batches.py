"""Batches of new canvases, and of old ones mirrored."""

from collections import deque

import numpy as np
import torch
from torch import Tensor

from facevae.training.detector.canvases import Painter
from facevae.training.detector.lessons import FIELDS
from facevae.training.detector.marks import moved

MOST_FACES = 24  # on one canvas


class Canvases:
    """Paints canvases, and shows each again some time later.

    Args:
        fresh: canvases painted for each batch; the others were seen before.
        memory: canvases kept to be seen again.
    """

    def __init__(self, painter: Painter, fresh: int, memory: int, seed: int):
        self._painter, self._fresh = painter, fresh
        self._rng = np.random.default_rng(seed)
        self._memory: deque[tuple[np.ndarray, np.ndarray]] = deque(maxlen=memory)

    def batch(self, size: int) -> tuple[Tensor, Tensor]:
        """Pictures (N, 3, S, S) in 0..1 and rows (N, M, 15), filled up with a weight of -1."""
        fresh = [self._painter.paint() for _ in range(self._fresh)]
        seen = len(self._memory)
        old = self._rng.integers(0, seen, size - len(fresh)) if seen else []
        chosen = fresh + [mirrored(*self._memory[number]) for number in old]
        self._memory.extend(fresh)
        pictures = torch.from_numpy(np.stack([picture for picture, _ in chosen]))
        rows = np.full((len(chosen), MOST_FACES, FIELDS), -1, np.float32)
        for place, (_, faces) in enumerate(chosen):
            rows[place, : len(faces)] = faces[:MOST_FACES]
        # (N, S, S, 3) seen as (N, 3, S, S) is already laid out with the channels last
        return pictures.permute(0, 3, 1, 2).float() / 255, torch.from_numpy(rows)


def mirrored(picture: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The canvas and its faces with left and right exchanged."""
    matrix = np.array([[-1.0, 0, picture.shape[1]], [0, 1, 0]])
    return np.ascontiguousarray(picture[:, ::-1]), moved(rows, matrix).astype(np.float32)
