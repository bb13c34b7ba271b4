"""Faces of a run that stay on disk, because there are more than memory is to hold."""

from collections.abc import Iterator

import numpy as np
import psutil
import torch
from torch import Tensor

from facevae import ranks
from facevae.data.faceset import FaceSet
from facevae.models.config import ModelConfig
from facevae.training.batches import as_tensor

Held = list[tuple[FaceSet, np.ndarray]]  # face sets, and which of their rows
GB = 10**9
MOST_GB = 1.0  # of faces in a computer's own memory, unless the settings say otherwise
GPU_SHARE = 0.5  # of the memory that is free on a GPU
SPARE = 0.5  # share of the free memory that faces never take


class Stored:
    """Pictures read where they lie each time they are asked for, in place of a uint8 tensor (N, C, S, S)."""

    def __init__(self, held: Held, model: ModelConfig, device: torch.device):
        self.held, self.device = held, device
        self.size, self.channels = model.size, model.channels
        self._ends = np.cumsum([len(rows) for _, rows in held])

    def __len__(self) -> int:
        return int(self._ends[-1])

    def __getitem__(self, which: slice | Tensor) -> Tensor:
        """The pictures of these positions, on the device."""
        if isinstance(which, slice):
            which = torch.arange(len(self))[which]
        return self.read(which.cpu().numpy()).to(self.device)

    def split(self, size: int) -> Iterator[Tensor]:
        """All pictures in parts of so many."""
        for start in range(0, len(self), size):
            yield self[start : start + size]

    def read(self, positions: np.ndarray) -> Tensor:
        """The pictures of these positions in the computer's own memory; may be called by several threads."""
        shape = (len(positions), self.channels, self.size, self.size)
        pictures = torch.empty(shape, dtype=torch.uint8, memory_format=torch.channels_last)
        of_set = np.searchsorted(self._ends, positions, side="right")
        for number in np.unique(of_set):
            face_set, rows = self.held[number]
            own = np.flatnonzero(of_set == number)
            first = self._ends[number] - len(rows)
            pixels = face_set.read(rows[positions[own] - first])
            pictures[torch.from_numpy(own)] = as_tensor(pixels, self.size, self.channels)
        return pictures


def room(device: torch.device, wanted_gb: float = 0.0) -> float:
    """Bytes of faces that may be kept in the device's memory.

    Args:
        wanted_gb: what the settings say; 0: up to 1 GB, on a GPU half of what is free.
    """
    if device.type == "cuda":
        free = torch.cuda.mem_get_info(device)[0]
        return min(free * (1 - SPARE), wanted_gb * GB) if wanted_gb else free * GPU_SHARE
    free = psutil.virtual_memory().available / ranks.local()[1]
    return min(free * (1 - SPARE), (wanted_gb or MOST_GB) * GB)


def size_of(held: Held, model: ModelConfig) -> int:
    """Bytes that the pictures of these rows take at the model's size."""
    return sum(len(rows) for _, rows in held) * model.channels * model.size**2
