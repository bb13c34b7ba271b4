"""Pictures that a run writes for whoever watches it."""

import io
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from facevae.home import write_bytes
from facevae.models.config import ModelConfig
from facevae.training import watch
from facevae.training.augmentation import to_float, to_uint8

EARLY = (0, 10, 25, 50)  # steps at which faces sharpen fastest
MOST = 120  # pictures of each kind that a run keeps


def due(step: int, every: int) -> bool:
    return step % every == 0 or step in EARLY


def fixed_noise(count: int, config: ModelConfig, seed: int) -> Tensor | None:
    """Latents (N, D) from the standard normal, the same through the whole run; None for a plain autoencoder,
    whose latents follow no known distribution."""
    if config.kind == "ae":
        return None
    return torch.randn((count, config.latent_dim), generator=torch.Generator().manual_seed(seed))


def write_pairs(folder: Path, step: int, faces: Tensor, x_hat: Tensor) -> None:
    """`step-NNNNNNNN.png`: uint8 faces (N, C, S, S) in the upper row, their reconstructions in 0..1 below."""
    _write(folder, "step", step, _row(to_float(faces)), _row(x_hat))


def write_drawn(folder: Path, step: int, x: Tensor) -> None:
    """`drawn-NNNNNNNN.png`: new faces (N, C, S, S) in 0..1 side by side."""
    _write(folder, "drawn", step, _row(x))


def _write(folder: Path, kind: str, step: int, *rows: np.ndarray) -> None:
    buffer = io.BytesIO()
    Image.fromarray(np.concatenate(rows)).save(buffer, "PNG")
    write_bytes(folder / f"{kind}-{step:08d}.png", buffer.getvalue())
    watch.thin_out(folder, f"{kind}-*.png", MOST)


def _row(x: Tensor) -> np.ndarray:
    """Images (N, C, S, S) side by side, (S, N * S, 3)."""
    pictures = to_uint8(x.expand(-1, 3, -1, -1)).permute(0, 2, 3, 1).cpu().numpy()
    return np.concatenate(list(pictures), axis=1)
