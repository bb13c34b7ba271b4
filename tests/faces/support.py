"""Pictures for this room's tests: made ones, real ones from scikit-image, and real sets where they are given.

`FACEVAE_TEST_DATA` names a folder with `lfw.zip` and `london.zip`, `FACEVAE_TEST_MODELS` one with a YuNet.
"""

import os
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
from PIL import Image

ASTRONAUT_EYES = np.array([[203.0, 101.0], [246.0, 102.0]])  # read off the picture


def stored(image: Image.Image, kind: str, **options) -> bytes:
    """The image as a file's bytes."""
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def noise(height: int = 24, width: int = 32, seed: int = 0) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


def astronaut() -> np.ndarray:
    """A real photograph with one face, 512 × 512."""
    return skimage.data.astronaut()


def small_faces(count: int) -> list[np.ndarray]:
    """Real faces of 25 px, cut tightly, in grey."""
    return [_grey_as_rgb(skimage.data.lfw_subset()[i]) for i in range(count)]


def small_scenes(count: int) -> list[np.ndarray]:
    """Pieces of photographs of 25 px without a face."""
    return [_grey_as_rgb(skimage.data.lfw_subset()[100 + i]) for i in range(count)]


def _grey_as_rgb(values: np.ndarray) -> np.ndarray:
    return np.repeat((values * 255).round().astype(np.uint8)[..., None], 3, axis=2)


def turned(picture: np.ndarray, degrees: float) -> tuple[np.ndarray, np.ndarray]:
    """The picture turned about its middle, and the (2, 3) map from the old pixels to the new."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), matrix


def moved(points: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    return points @ matrix[:, :2].T + matrix[:, 2]


def real_set(name: str) -> Path:
    return _given("FACEVAE_TEST_DATA", name)


def yunet_file() -> Path:
    return _given("FACEVAE_TEST_MODELS", "face_detection_yunet*.onnx")


def _given(variable: str, pattern: str) -> Path:
    """The file in the folder that the environment names; skips the test where there is none."""
    folder = os.environ.get(variable)
    found = sorted(Path(folder).glob(pattern)) if folder else []
    if not found:
        pytest.skip(f"{variable} names no folder with {pattern}")
    return found[-1]


def three_in_a_large_picture() -> np.ndarray:
    """1200 x 2000 pixels of grey with three faces of 90 pixels in a row."""
    face = cv2.resize(astronaut()[0:256, 96:352], (90, 90), interpolation=cv2.INTER_AREA)
    large = np.full((1200, 2000, 3), 120, np.uint8)
    for x in (100, 900, 1700):
        large[500:590, x : x + 90] = face
    return large
