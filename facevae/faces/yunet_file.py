"""The file of YuNet's weights: where it lies, and how it is fetched once."""

import hashlib
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from facevae import home
from facevae.errors import SourceError
from facevae.progress import Progress, silent

# 2023mar of the OpenCV Zoo, MIT licence, Copyright (c) 2020 Shiqi Yu.
FILE_NAME = "face_detection_yunet_2023mar.onnx"
ADDRESS = f"https://github.com/opencv/opencv_zoo/raw/main/models/face_detection_yunet/{FILE_NAME}"
SHA256 = "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4"
SIZE = 232_589
CHUNK = 32_768


def find() -> Path | None:
    """The file to use: any release of YuNet in the home folder's `models`, the newest by name."""
    return max(home.models_dir().glob("face_detection_yunet*.onnx"), default=None)


def download(progress: Progress = silent) -> Path:
    """Fetch YuNet (0.2 MB) into the home folder; checked by its hash before it takes its place.

    Raises:
        SourceError: no network, or what came is not the known file.
        Cancelled: raised by `progress`.
    """
    content = _fetch(progress)
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise SourceError(
            "What came from the network is not the known YuNet file.",
            f"Try again later, or put the file {FILE_NAME} into {home.models_dir()} by hand.",
        )
    path = home.models_dir() / FILE_NAME
    home.write_bytes(path, content)
    return path


def _fetch(progress: Progress) -> bytes:
    content = b""
    try:
        with urlopen(ADDRESS, timeout=20) as answer:
            while len(content) <= SIZE and (chunk := answer.read(CHUNK)):
                content += chunk
                progress(min(len(content), SIZE), SIZE, "Fetching YuNet")
    except (OSError, HTTPException) as error:
        raise SourceError(
            "YuNet could not be fetched: github.com cannot be reached.",
            f"Go on with the cascades, or put the file {FILE_NAME} into {home.models_dir()} by hand.",
        ) from error
    return content
