"""Bytes that claim to be a picture, made into pixels or refused with a reason."""

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image

from facevae.errors import PictureError

# Pillow's names of what is read; everything else that Pillow knows stays closed.
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "PPM")
READABLE = "JPEG, PNG, WebP, BMP, GIF, TIFF or PGM/PPM"
ORIENTATION_TAG = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError)


def decode(content: bytes | Path, max_megapixels: float = 50) -> np.ndarray:
    """The picture upright as RGB; of an animation the first frame.

    What it is, is read from the content: a file's name plays no part. Metadata is left behind, and what was
    transparent becomes white.

    Returns:
        (H, W, 3) uint8.

    Raises:
        PictureError: with reason `empty`, `too_large` or `unreadable`.
    """
    if not isinstance(content, Path):
        return _decode(BytesIO(content), max_megapixels)
    try:
        with open(content, "rb") as file:
            return _decode(file, max_megapixels)
    except OSError as error:
        raise PictureError(
            f"The file {content.name} cannot be opened.", "Check that it exists and may be read."
        ) from error


def _decode(file: BinaryIO, max_megapixels: float) -> np.ndarray:
    if not file.read(1):
        raise PictureError("The file is empty.", "Choose a picture with content.", reason="empty")
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as image:
            _refuse_large(image.size, max_megapixels)
            image.load()
            return np.array(_rgb(_upright(image)))
    except PictureError:
        raise
    except TOO_LARGE as error:
        raise _too_large("The picture has far too many pixels.", max_megapixels) from error
    except Image.UnidentifiedImageError as error:
        raise PictureError(
            "The file is not a picture of a known format.", f"Save it as {READABLE}."
        ) from error
    except Exception as error:  # Pillow lets ValueError, KeyError, struct.error and more through
        raise PictureError("The picture is damaged or incomplete.", f"Save it anew as {READABLE}.") from error


def _refuse_large(size: tuple[int, int], max_megapixels: float) -> None:
    width, height = size
    if width * height > max_megapixels * 1e6:
        raise _too_large(f"The picture has {width} × {height} pixels.", max_megapixels)


def _too_large(what: str, max_megapixels: float) -> PictureError:
    return PictureError(what, f"Shrink it below {max_megapixels:g} megapixels.", reason="too_large")


def _upright(image: Image.Image) -> Image.Image:
    # TIFF has been turned by Pillow on loading, and then says so itself.
    turn = UPRIGHT.get(_orientation(image))
    return image if turn is None else image.transpose(turn)


def _orientation(image: Image.Image) -> int:
    try:
        return image.getexif().get(ORIENTATION_TAG, 1)
    except Exception:  # a damaged tag says nothing about the pixels
        return 1


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        return Image.fromarray(_eight_bits(np.asarray(image), image.mode)).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    over = image.convert("RGBA")
    white = Image.new("RGBA", over.size, "white")
    return Image.alpha_composite(white, over).convert("RGB")


def _eight_bits(values: np.ndarray, mode: str) -> np.ndarray:
    """Grey values of more than eight bits brought to 0..255 by their type, or by their peak."""
    values = np.nan_to_num(values.astype(np.float64), posinf=0, neginf=0)
    peak = values.max(initial=0)
    if mode.startswith("I;16") or (mode == "I" and 255 < peak <= 65535):
        values = values / 257
    elif mode == "F" and peak <= 1:
        values = values * 255
    elif peak > 255:
        values = values * (255 / peak)
    return values.round().clip(0, 255).astype(np.uint8)
