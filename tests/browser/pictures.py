"""Real photographs that lie in scikit-image's wheel."""

import io
import zipfile
from pathlib import Path

import numpy as np
import skimage.data
from PIL import Image

ASTRONAUT = Path(skimage.data.__file__).parent / "astronaut.png"
COFFEE = Path(skimage.data.__file__).parent / "coffee.png"


def small_faces() -> np.ndarray:
    """A hundred faces of Labeled Faces in the Wild, 25 px, grey, uint8."""
    pictures = np.load(Path(skimage.data.__file__).parent / "lfw_subset.npy")[:100]
    return (pictures * 255).astype(np.uint8)


def zip_of_small_faces() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, picture in enumerate(small_faces()):
            file = io.BytesIO()
            Image.fromarray(picture).resize((64, 64), Image.Resampling.BICUBIC).save(file, "PNG")
            archive.writestr(f"person-{number // 4:02d}/{number}.png", file.getvalue())
    return packed.getvalue()
