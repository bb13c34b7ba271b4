"""Original beside generated as one picture to keep, as in the article's closing figure."""

import io

import numpy as np

SIDE = 448  # pixels of each picture
MARGIN, HEAD = 24, 56
TITLES = ("Original", "Generated")
PAPER, INK = (255, 255, 255), (27, 27, 25)


def comparison(x: np.ndarray, x_hat: np.ndarray) -> bytes:
    """One face and its reconstruction side by side, titled, as PNG.

    Args:
        x: (S, S, 3) uint8.
        x_hat: as x.
    """
    from PIL import Image, ImageDraw, ImageFont

    width = 2 * SIDE + 3 * MARGIN
    image = Image.new("RGB", (width, SIDE + HEAD + MARGIN), PAPER)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(24)
    for column, (title, picture) in enumerate(zip(TITLES, (x, x_hat), strict=True)):
        left = MARGIN + column * (SIDE + MARGIN)
        pen.text((left + SIDE / 2, HEAD / 2 + 4), title, INK, font, anchor="mm")
        image.paste(enlarged(picture, SIDE), (left, HEAD))
    return _png(image)


def sheet(x: np.ndarray, x_hat: np.ndarray, columns: int = 10) -> bytes:
    """Many faces, each over its reconstruction, as PNG.

    Args:
        x: (N, S, S, 3) uint8.
        x_hat: as x.
    """
    from PIL import Image

    from facevae.data.sheet import contact_sheet

    pairs = []
    for start in range(0, len(x), columns):
        for pictures in (x, x_hat):
            pairs += [*_filled(pictures[start : start + columns], columns)]
    return _png(Image.fromarray(contact_sheet(np.stack(pairs), columns, scale=max(1, 128 // x.shape[1]))))


def _filled(pictures: np.ndarray, columns: int) -> np.ndarray:
    """A row of the sheet, white where there are too few."""
    row = np.full((columns, *pictures.shape[1:]), 255, np.uint8)
    row[: len(pictures)] = pictures
    return row


def enlarged(picture: np.ndarray, side: int):
    """The picture at a side, its pixels square where it grows beyond twice its size."""
    from PIL import Image

    pixelated = side > 2 * picture.shape[0]
    how = Image.Resampling.NEAREST if pixelated else Image.Resampling.LANCZOS
    return Image.fromarray(picture).resize((side, side), how)


def _png(image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
