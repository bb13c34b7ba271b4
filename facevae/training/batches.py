"""The faces of a run on its device, and which of them make up a step."""

import numpy as np
import torch
from torch import Tensor

from facevae import ranks
from facevae.data.faceset import FaceSet
from facevae.errors import ConfigError
from facevae.models.config import ModelConfig

CHUNK = 1024
WINDOW = 64  # blocks whose faces are shuffled together


def as_tensor(pictures: np.ndarray, size: int, channels: int) -> Tensor:
    """uint8 pictures (N, H, W, 3) as uint8 (N, C, size, size), resized and made grey where needed."""
    x = torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2)
    if x.shape[2:] != (size, size):
        resized = torch.nn.functional.interpolate(
            x.float(), size=(size, size), mode="bilinear", antialias=True, align_corners=False
        )
        x = resized.round().clamp(0, 255).to(torch.uint8)
    if channels == 1:
        weights = torch.tensor([0.299, 0.587, 0.114])[:, None, None]
        x = (x.float() * weights).sum(1, keepdim=True).round().to(torch.uint8)
    return x


def load_faces(held: list[tuple[FaceSet, np.ndarray]], model: ModelConfig, device: torch.device) -> Tensor:
    """The pictures of the sets' rows, one set after the other, as uint8 (N, C, S, S) on the device."""
    shape = (sum(len(rows) for _, rows in held), model.channels, model.size, model.size)
    faces = torch.empty(shape, dtype=torch.uint8, device=device, memory_format=torch.channels_last)
    place = 0
    for face_set, rows in held:
        for start in range(0, len(rows), CHUNK):
            part = as_tensor(face_set.read(rows[start : start + CHUNK]), model.size, model.channels)
            faces[place : place + len(part)] = part.to(device)
            place += len(part)
    return faces


class Order:
    """Which faces a step sees: a new permutation each epoch, a function of the seed and the step alone.

    So a run that goes on after a stop sees what it would have seen without one.

    Args:
        weights: how often each face is drawn in an epoch, relative to the others, (count,); once each by
            default.
        blocks: ascending numbers of the blocks on disk in which the faces lie, (count,). Those of one block
            are then seen soon after each other, shuffled with the faces of some dozens of other blocks.

    Raises:
        ConfigError: the ranks cannot share a batch evenly.
    """

    def __init__(
        self,
        count: int,
        batch_size: int,
        seed: int,
        weights: np.ndarray | None = None,
        blocks: np.ndarray | None = None,
    ):
        self.count = count
        self.blocks = blocks
        self.shares = None if weights is None else np.cumsum(weights) / np.sum(weights)
        sharing = ranks.count()
        self.batch_size = min(batch_size, count) // sharing * sharing
        if batch_size % sharing or not self.batch_size:
            raise ConfigError(
                f"{sharing} ranks cannot share {min(batch_size, count)} faces evenly.",
                f"Set batch_size to a multiple of {sharing}.",
            )
        self.seed = seed
        self.steps_per_epoch = count // self.batch_size
        self._epoch = -1
        self._permutation = np.empty(0, np.int64)

    def __call__(self, step: int) -> Tensor:
        """Positions of the faces of the step's global batch, (B,)."""
        epoch, place = divmod(step, self.steps_per_epoch)
        if epoch != self._epoch:
            self._epoch = epoch
            self._permutation = self._draw(np.random.default_rng((self.seed, epoch)))
        start = place * self.batch_size
        return torch.from_numpy(self._permutation[start : start + self.batch_size])

    def _draw(self, rng: np.random.Generator) -> np.ndarray:
        """An epoch's faces: each once, or as many drawn by weight, evenly spread over the shares."""
        if self.shares is None:
            return (
                rng.permutation(self.count) if self.blocks is None else self._near(np.arange(self.count), rng)
            )
        places = (np.arange(self.count) + rng.random()) / self.count
        drawn = np.searchsorted(self.shares, places).clip(max=self.count - 1)
        return rng.permutation(drawn) if self.blocks is None else self._near(drawn, rng)

    def _near(self, faces: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """The faces in random order, those of one block near each other: the blocks are shuffled, then the
        faces within each window of blocks."""
        places = rng.permutation(self.blocks[-1] + 1)[self.blocks[faces]]
        return faces[np.argsort(places // WINDOW + rng.random(len(faces)))]
