"""How the networks of other makers want a face: its size, its framing, and the numbers of its pixels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from facevae.errors import CheckpointError
from facevae.faces.align import EYES
from facevae.training.batches import as_tensor

# Both eyes in the 112 px template that ArcFace, and with it InsightFace and SFace, are trained on.
# Source: Deng et al. 2019, https://arxiv.org/abs/1801.07698 (five points of its reference code).
ARCFACE_EYES = np.array([[38.2946, 51.6963], [73.5318, 51.5014]]) / 112


@dataclass(frozen=True)
class Layout:
    """One way of handing over a face.

    Args:
        side: pixels of a side where the file leaves them open.
        arcface: frame the face as in ArcFace's template; otherwise as in our own crops.
        numbers: uint8 RGB (N, S, S, 3) to float32.
    """

    side: int
    arcface: bool
    numbers: Callable[[np.ndarray], np.ndarray]

    def prepare(self, pictures: np.ndarray, side: int) -> np.ndarray:
        """uint8 RGB (N, H, W, 3) as the network's float32 (N, side, side, 3)."""
        framed = as_arcface(pictures) if self.arcface else pictures
        return self.numbers(as_tensor(framed, side, 3).permute(0, 2, 3, 1).numpy())


def as_arcface(pictures: np.ndarray) -> np.ndarray:
    """Our aligned crops with ArcFace's wider frame: what lies outside of them is mirrored."""
    apart = EYES[1, 0] - EYES[0, 0]
    width = apart / (ARCFACE_EYES[1, 0] - ARCFACE_EYES[0, 0])  # of the new frame, in sides of the old
    left, top = ARCFACE_EYES.mean(0) * width - EYES.mean(0)
    sides = np.array([[top, width - 1 - top], [left, width - 1 - left]])
    height_px, width_px = pictures.shape[1:3]
    rows, columns = np.round(sides * [[height_px], [width_px]]).astype(int).clip(min=0)
    return np.pad(pictures, ((0, 0), tuple(rows), tuple(columns), (0, 0)), mode="symmetric")


def _raw(pixels: np.ndarray) -> np.ndarray:
    return pixels.astype(np.float32)


def _bgr(pixels: np.ndarray) -> np.ndarray:
    return pixels[..., ::-1].astype(np.float32)


def _centred(pixels: np.ndarray) -> np.ndarray:
    return (pixels.astype(np.float32) - 127.5) / 127.5


def _standardised(pixels: np.ndarray) -> np.ndarray:
    """Each picture with mean 0 and standard deviation 1; a flat one is not blown up."""
    x = pixels.astype(np.float32)
    spread = x.std(axis=(1, 2, 3), keepdims=True)
    return (x - x.mean(axis=(1, 2, 3), keepdims=True)) / np.maximum(spread, x[0].size ** -0.5)


def _fixed(pixels: np.ndarray) -> np.ndarray:
    return (pixels.astype(np.float32) - 127.5) / 128


LAYOUTS = {
    "insightface": Layout(112, True, _centred),
    # The file itself subtracts and divides. OpenCV's FaceRecognizerSF turns its BGR pictures into RGB before.
    "sface": Layout(112, True, _raw),
    "bgr": Layout(112, True, _bgr),
    "facenet": Layout(160, False, _standardised),
    "facenet-fixed": Layout(160, False, _fixed),
}


def recognise(name: str, side: int | None) -> str:
    """The layout that a file's name and the side of its pictures speak for.

    Raises:
        CheckpointError: they speak for none.
    """
    told = name.lower()
    if "sface" in told:
        return "sface"
    if side == 112:
        return "insightface"
    if side == 160:
        return "facenet"
    wants = f"pictures of {side} px" if side else "pictures of any size"
    raise CheckpointError(
        f"The embedder “{name}” takes {wants}, which is no layout known here.",
        f'Name one in {name}.json beside it, such as {{"layout": "insightface"}}: {", ".join(LAYOUTS)}.',
    )


def picture_shape(name: str, shape: Sequence[int | str | None]) -> tuple[bool, int | None]:
    """Whether the channels come first in an input's shape, and the side of its pictures if it is fixed.

    Raises:
        CheckpointError: it is not the shape of square colour pictures.
    """
    if len(shape) == 4 and 3 in (shape[1], shape[3]):
        first = shape[1] == 3
        height, width = shape[2:] if first else shape[1:3]
        if height == width and isinstance(height, int):
            return first, height
        if not isinstance(height, int) and not isinstance(width, int):
            return first, None
    told = " x ".join("?" if not isinstance(length, int) else str(length) for length in shape)
    raise CheckpointError(
        f"The embedder “{name}” takes an input of {told or 'no dimensions'}, not square colour pictures.",
        "Use a file that takes a batch of faces, such as N x 3 x 112 x 112.",
    )
