"""Small pictures and zips to bring in."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest


def picture(seed: int, height: int = 40, width: int | None = None) -> np.ndarray:
    """A smooth picture of its own for every seed."""
    coarse = np.random.default_rng(seed).integers(0, 256, (5, 5, 3), dtype=np.uint8)
    return cv2.resize(coarse, (width or height, height), interpolation=cv2.INTER_LINEAR)


def encoded(pixels: np.ndarray, suffix: str = ".png", *settings: int) -> bytes:
    return cv2.imencode(suffix, pixels[..., ::-1], settings)[1].tobytes()


def png(seed: int, height: int = 40, width: int | None = None) -> bytes:
    return encoded(picture(seed, height, width))


def zipped(files: dict[str, bytes | str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.fixture
def zip_file(tmp_path) -> Callable[[dict], Path]:
    """Writes a zip of these files and gives its path."""

    def write(files: dict[str, bytes | str], name: str = "faces.zip") -> Path:
        path = tmp_path / name
        path.write_bytes(zipped(files))
        return path

    return write
