"""Batches of new canvases, and of old ones mirrored: the harder one was, the likelier it comes again."""

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
        self._painter, self._fresh, self._most = painter, fresh, memory
        self._rng = np.random.default_rng(seed)
        self._memory: list[tuple[np.ndarray, np.ndarray]] = []
        self._hard = np.zeros(memory)
        self._painted = 0
        self._shown: list[int] = []  # places in the memory of the last batch

    def batch(self, size: int) -> tuple[Tensor, Tensor]:
        """Pictures (N, 3, S, S) in 0..1 and rows (N, M, 15), filled up with a weight of -1."""
        old = self._again(size - self._fresh)
        chosen = [mirrored(*self._memory[place]) for place in old]
        for place, canvas in zip(old, chosen, strict=True):
            self._memory[place] = canvas
        new = [self._keep(self._painter.paint()) for _ in range(self._fresh)]
        self._shown = [*new, *old]
        chosen = [self._memory[place] for place in self._shown]
        pictures = torch.from_numpy(np.stack([picture for picture, _ in chosen]))
        rows = np.full((len(chosen), MOST_FACES, FIELDS), -1, np.float32)
        for place, (_, faces) in enumerate(chosen):
            rows[place, : len(faces)] = faces[:MOST_FACES]
        # (N, S, S, 3) seen as (N, 3, S, S) is already laid out with the channels last
        return pictures.permute(0, 3, 1, 2).float() / 255, torch.from_numpy(rows)

    def remember(self, hardest: np.ndarray) -> None:
        """How hard each picture of the last batch was."""
        self._hard[self._shown] = hardest

    def _again(self, count: int) -> list[int]:
        """Places to show again; no single one too often, as the teacher may be what is wrong with it."""
        seen = len(self._memory)
        if not seen:
            return []
        hard = self._hard[:seen]
        weights = 0.01 + np.minimum(hard, np.quantile(hard, 0.9))
        return self._rng.choice(seen, count, p=weights / weights.sum()).tolist()

    def _keep(self, canvas: tuple[np.ndarray, np.ndarray]) -> int:
        place = self._painted % self._most
        self._painted += 1
        if place == len(self._memory):
            self._memory.append(canvas)
        else:
            self._memory[place] = canvas
        return place


def mirrored(picture: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The canvas and its faces with left and right exchanged."""
    matrix = np.array([[-1.0, 0, picture.shape[1]], [0, 1, 0]])
    return np.ascontiguousarray(picture[:, ::-1]), moved(rows, matrix).astype(np.float32)
