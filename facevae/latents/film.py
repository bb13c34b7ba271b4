"""Frames as an MP4 film that browsers play, and the description that such a file carries."""

from collections.abc import Iterator

import numpy as np

from facevae import home
from facevae.errors import SourceError

# VP9: the one codec that OpenCV's wheels write and browsers play. H.264 is not in the wheels, and no browser
# plays what they call mp4v.
CODEC = "vp09"
# The box of an MP4 that holds XMP: ISO 16684-3, section 1.1.4.
XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def mp4(frames: np.ndarray, frame_ms: int, xmp: bytes) -> bytes:
    """Frames (N, H, W, 3) as a film.

    Args:
        frame_ms: how long each is shown.
        xmp: the description that the file carries.

    Raises:
        SourceError: this OpenCV cannot write it.
    """
    return _written(frames, 1000 / frame_ms) + _box(b"uuid", XMP_BOX + xmp)


def xmp_of(content: bytes) -> bytes | None:
    """The description that a film carries."""
    for kind, inside in _boxes(content):
        if kind == b"uuid" and inside.startswith(XMP_BOX):
            return inside[len(XMP_BOX) :]
    return None


def is_film(content: bytes) -> bool:
    return content[4:8] == b"ftyp"


def _written(frames: np.ndarray, rate: float) -> bytes:
    import cv2

    height, width = frames.shape[1:3]
    with home.working("films") as folder:  # OpenCV writes to files alone
        file = folder / "film.mp4"
        writer = cv2.VideoWriter(
            str(file), cv2.CAP_FFMPEG, cv2.VideoWriter_fourcc(*CODEC), rate, (width, height)
        )
        if not writer.isOpened():
            raise SourceError("This OpenCV cannot write films in VP9.", "Save a GIF or a WebP instead.")
        for frame in frames:
            writer.write(np.ascontiguousarray(frame[..., ::-1]))
        writer.release()
        return file.read_bytes()


def _box(kind: bytes, inside: bytes) -> bytes:
    return (8 + len(inside)).to_bytes(4, "big") + kind + inside


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each outermost box, as far as the file is whole."""
    start = 0
    while start + 8 <= len(content):
        size, head = int.from_bytes(content[start : start + 4], "big"), 8
        if size == 1:  # the size did not fit
            size, head = int.from_bytes(content[start + 8 : start + 16], "big"), 16
        if size < head or start + size > len(content):
            return
        yield content[start + 4 : start + 8], content[start + head : start + size]
        start += size
