"""Faces on a page: strips, rows under one another, one large one."""

import base64
import html
import io
from collections.abc import Sequence

import numpy as np
import streamlit as st


def data_uri(picture: np.ndarray) -> str:
    """A picture as an address that carries it, without loss, so that no file is served."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "WEBP", lossless=True, quality=0, method=0)
    return f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _figure(pictures: Sequence[np.ndarray], names: Sequence[str], label: str, alt: str) -> str:
    images = "".join(
        f'<img src="{data_uri(picture)}" alt="{html.escape(", ".join(filter(None, (name, alt or label))))}">'
        for picture, name in zip(pictures, names, strict=True)
    )
    caption = f'<figcaption title="{html.escape(label)}">{html.escape(label)}</figcaption>' if label else ""
    return f"<figure>{images}{caption}</figure>"


def strip_html(
    *rows: np.ndarray,
    names: Sequence[str] = (),
    labels: Sequence[str] = (),
    alts: Sequence[str] = (),
    size: int = 96,
    one_line: bool = False,
) -> str:
    """The HTML of `face_strip`."""
    count = len(rows[0])
    names_or_none = list(names) or [""] * len(rows)
    figures = "".join(
        _figure(
            [row[i] for row in rows],
            names_or_none,
            labels[i] if len(labels) else "",
            alts[i] if len(alts) else f"face {i + 1} of {count}",
        )
        for i in range(count)
    )
    heads = "".join(f"<span>{html.escape(name)}</span>" for name in names)
    heads = f'<div class="fv-rows">{heads}</div>' if heads else ""
    kind = "fv-strip fv-pixels" if count and size > 2 * rows[0].shape[1] else "fv-strip"
    kind += " fv-one-line" if one_line else ""
    return (
        f'<div class="{kind}" style="--fv-size: {size}px">{heads}<div class="fv-faces">{figures}</div></div>'
    )


def face_strip(
    *rows: np.ndarray,
    names: Sequence[str] = (),
    labels: Sequence[str] = (),
    alts: Sequence[str] = (),
    size: int = 96,
    one_line: bool = False,
) -> None:
    """Faces beside one another, 4 px apart, wrapping where the page ends.

    Args:
        rows: one or more equally long arrays (N, S, S, 3); picture i of each stands under that of the
            row before, as in original, reconstruction, error.
        names: what each row is, shown at its left.
        labels: small grey text under each face.
        alts: for those who cannot see the pictures.
        size: side of a face on the screen in pixels; beyond twice the picture's own it shows its pixels.
        one_line: leave out the faces that do not fit beside one another.
    """
    st.html(strip_html(*rows, names=names, labels=labels, alts=alts, size=size, one_line=one_line))


def face_triptych(x: np.ndarray, x_hat: np.ndarray, error: np.ndarray, *, size: int = 256) -> None:
    """One face: original, reconstruction and error side by side, in this order."""
    names = ["original", "reconstruction", "error"]
    pictures = np.stack([x, x_hat, error])
    face_strip(pictures, labels=names, alts=names, size=size)
