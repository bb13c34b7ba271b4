"""Faces of the pictures that a verb is given."""

from pathlib import Path

import numpy as np

from facevae.errors import PictureError


def faces_of(paths: list[Path], size: int, crop: str) -> np.ndarray:
    """The largest face of each picture, uint8 (N, S, S, 3).

    Raises:
        PictureError: one shows no face, or cannot be read.
    """
    from facevae.data.cutting import Cutter
    from facevae.faces.decode import decode

    cutter = Cutter(size, crop, several="largest", min_side=1)
    faces = []
    for path in paths:
        try:
            faces.append(cutter.cut(decode(path))[0].picture)
        except PictureError as error:
            remedy = "If it is one, use --crop center." if error.reason == "no_face" else error.remedy
            raise PictureError(f"“{path}”: {error.what}", remedy, error.reason) from error
    return np.stack(faces)
