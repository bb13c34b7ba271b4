"""The detector that comes with the program: a small network, in batches, on any device."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load

from facevae import home
from facevae.errors import CheckpointError
from facevae.faces.detection import Face, ordered
from facevae.faces.merging import merged
from facevae.faces.network import STRIDES, Network, cells, faces, fused

FOLDER = home.SHIPPED_CHECKPOINTS / "detector"
WEIGHTS = "detector.safetensors"
SURE = 0.5
WORTH_A_VOTE = 0.25  # score of answers that may help a surer one to find the place
COARSE = 160  # px of the long side, for faces up to the whole picture
FINE = (160, 640)  # px of the long side between which the picture is looked at as it is
FINEST = 1280  # px, for the small faces of a large picture
AT_ONCE = 2**21  # pixels in one batch


class Shipped:
    """Finds faces with the network in a folder of `detector.safetensors`; see its card for figures.

    Raises:
        CheckpointError: the weights are missing or damaged.
    """

    name = "facevae"

    def __init__(self, folder: Path = FOLDER, device: torch.device | str = "cpu", sure: float = SURE):
        self._device, self._sure = torch.device(device), sure
        self._network = _load(folder).to(self._device, memory_format=torch.channels_last)

    def detect(self, picture: np.ndarray) -> list[Face]:
        """Faces of an RGB uint8 picture, largest first; all five landmarks are known."""
        return self.detect_all([picture])[0]

    def detect_all(self, pictures: Sequence[np.ndarray]) -> list[list[Face]]:
        """The same for many pictures, those of one size together."""
        looks = defaultdict(list)  # size of the network's picture -> pictures to look at in it
        for number, picture in enumerate(pictures):
            for side in sides(max(picture.shape[:2])):
                looks[_fitted(picture.shape, side)].append(number)
        found: list[list[np.ndarray]] = [[] for _ in pictures]
        for size, numbers in looks.items():
            step = max(1, AT_ONCE // (size[0] * size[1]))
            for start in range(0, len(numbers), step):
                chosen = numbers[start : start + step]
                rows = self._look([pictures[number] for number in chosen], size)
                for number, own in zip(chosen, rows, strict=True):
                    found[number].append(own)
        return [self._faces(np.concatenate(rows)) for rows in found]

    def _look(self, pictures: list[np.ndarray], size: tuple[int, int]) -> list[np.ndarray]:
        """For each picture rows (n, 15) of box, landmarks, score, in its own pixels."""
        width, height = (-(-length // STRIDES[-1]) * STRIDES[-1] for length in size)
        shrunk = np.stack([_padded(_resized(picture, size), width, height) for picture in pictures])
        with torch.inference_mode():
            x = torch.from_numpy(shrunk).to(self._device).permute(0, 3, 1, 2).float() / 255
            out = self._network(x)
            place = _cells(height, width, self._device)
            number, cell = (out[..., 0] > _logit(WORTH_A_VOTE)).nonzero(as_tuple=True)
            found = out[number, cell]
            rows = torch.cat([faces(found, place[cell]), found[:, :1].sigmoid()], 1).cpu().numpy()
        number = number.cpu().numpy()
        answers = []
        for i, picture in enumerate(pictures):
            own = rows[number == i].astype(np.float64)
            own[:, 0:14:2] *= picture.shape[1] / size[0]
            own[:, 1:14:2] *= picture.shape[0] / size[1]
            answers.append(own)
        return answers

    def _faces(self, rows: np.ndarray) -> list[Face]:
        return ordered(
            Face(tuple(row[:4].tolist()), float(row[14]), row[4:14].reshape(5, 2))
            for row in merged(rows)
            if row[14] >= self._sure
        )


def sides(longest: int) -> list[int]:
    """Px of the long side at which a picture is looked at."""
    fine = int(np.clip(longest, *FINE))
    return [*([COARSE] if fine > 1.3 * COARSE else []), fine, *([FINEST] if longest >= FINEST else [])]


def _load(folder: Path) -> Network:
    network = fused(Network())
    try:
        network.load_state_dict(load((folder / WEIGHTS).read_bytes()))
    except (OSError, RuntimeError, SafetensorError) as error:
        raise CheckpointError(
            f"The detector in “{folder}” cannot be read: {type(error).__name__}.", "Put back its files."
        ) from error
    return network


@cache
def _cells(height: int, width: int, device: torch.device) -> torch.Tensor:
    return cells(height, width, device)


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _fitted(shape: tuple[int, ...], side: int) -> tuple[int, int]:
    """Width and height with the long side brought to `side`."""
    height, width = shape[:2]
    scale = side / max(height, width)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _resized(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    if picture.shape[1::-1] == size:
        return picture
    how = cv2.INTER_AREA if size[0] < picture.shape[1] else cv2.INTER_LINEAR
    return cv2.resize(picture, size, interpolation=how)


def _padded(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    below, right = height - picture.shape[0], width - picture.shape[1]
    return cv2.copyMakeBorder(picture, 0, below, 0, right, cv2.BORDER_REPLICATE)
