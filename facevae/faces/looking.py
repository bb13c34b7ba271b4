"""One look of the network at many pictures, drawn alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load

from facevae import home
from facevae.errors import CheckpointError
from facevae.faces.network import STRIDES, Network, cells, faces, fused, hastened

WEIGHTS = "detector.safetensors"
WORTH_A_VOTE = 0.2  # score of answers that may help a surer one to find the place
AT_ONCE = 2**20  # pixels in one batch


@dataclass(frozen=True)
class Look:
    """Pixels that a picture is drawn in."""

    width: int
    height: int

    @classmethod
    def fitted(cls, shape: tuple[int, ...], side: int) -> "Look":
        """A picture of this shape with its long side brought to `side`."""
        height, width = shape[:2]
        scale = side / max(height, width)
        return cls(max(1, round(width * scale)), max(1, round(height * scale)))

    def draw(self, picture: np.ndarray) -> np.ndarray:
        """The picture in these pixels, its edge repeated until the network's grids fit."""
        if picture.shape[:2] != (self.height, self.width):
            how = cv2.INTER_AREA if self.width < picture.shape[1] else cv2.INTER_LINEAR
            picture = cv2.resize(picture, (self.width, self.height), interpolation=how)
        below, right = -self.height % STRIDES[-1], -self.width % STRIDES[-1]
        return cv2.copyMakeBorder(picture, 0, below, 0, right, cv2.BORDER_REPLICATE)


class Looker:
    """The network of a folder, with the score from which on it was measured to be sure.

    Raises:
        CheckpointError: the weights are missing or damaged.
    """

    def __init__(self, folder: Path, device: str = "auto"):
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        self._device = torch.device(device)
        network = fused(Network())
        try:
            self.sure = float(home.read_json(folder / "config.json")["sure"])
            network.load_state_dict(load((folder / WEIGHTS).read_bytes()))
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise CheckpointError(
                f"The detector in “{folder}” cannot be read: {type(error).__name__}.", "Put back its files."
            ) from error
        network = hastened(network, _precision(self._device))
        self._network = network.to(self._device, memory_format=torch.channels_last)

    def look(self, look: Look, pictures: Sequence[np.ndarray]) -> list[np.ndarray]:
        """For each picture rows (n, 15) of box, landmarks, score, in its own pixels."""
        at_once = max(1, AT_ONCE // (look.width * look.height))
        rows = []
        for start in range(0, len(pictures), at_once):
            rows += self._batch(look, pictures[start : start + at_once])
        return rows

    def _batch(self, look: Look, pictures: Sequence[np.ndarray]) -> list[np.ndarray]:
        shown = torch.from_numpy(np.stack([look.draw(picture) for picture in pictures]))
        with torch.inference_mode():
            x = shown.to(self._device).permute(0, 3, 1, 2).float() / 255
            out = self._network(x)
            number, cell = (out[..., 0].sigmoid() > WORTH_A_VOTE).nonzero(as_tuple=True)
            found = out[number, cell]
            place = _cells(*x.shape[2:], self._device)[cell]
            rows = torch.cat([faces(found, place), found[:, :1].sigmoid()], 1).cpu().double().numpy()
        number = number.cpu().numpy()
        scales = [(p.shape[1] / look.width, p.shape[0] / look.height) for p in pictures]
        return [rows[number == i] * np.array([*scale * 7, 1]) for i, scale in enumerate(scales)]


def _precision(device: torch.device) -> torch.dtype:
    """bfloat16 where the hardware multiplies it natively."""
    native = (
        torch.cuda.is_bf16_supported if device.type == "cuda" else torch.ops.mkldnn._is_mkldnn_bf16_supported
    )
    return torch.bfloat16 if device.type in ("cuda", "cpu") and native() else torch.float32


@cache
def _cells(height: int, width: int, device: torch.device) -> torch.Tensor:
    return cells(height, width, device)
