"""Pictures that a run writes for whoever watches it."""

import io
from pathlib import Path

import numpy as np
from PIL import Image
from torch import Tensor

from facevae.home import write_bytes
from facevae.training.augmentation import to_float, to_uint8

EARLY = (0, 10, 25, 50)  # steps at which faces sharpen fastest


def due(step: int, every: int) -> bool:
    return step % every == 0 or step in EARLY


def write_pairs(path: Path, faces: Tensor, x_hat: Tensor) -> None:
    """One PNG: uint8 faces (N, C, S, S) in the upper row, their reconstructions in 0..1 below."""
    rows = [_row(to_float(faces)), _row(x_hat)]
    buffer = io.BytesIO()
    Image.fromarray(np.concatenate(rows)).save(buffer, "PNG")
    write_bytes(path, buffer.getvalue())


def _row(x: Tensor) -> np.ndarray:
    """Images (N, C, S, S) side by side, (S, N * S, 3)."""
    pictures = to_uint8(x.expand(-1, 3, -1, -1)).permute(0, 2, 3, 1).cpu().numpy()
    return np.concatenate(list(pictures), axis=1)
