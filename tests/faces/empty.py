"""Pictures without a face: windows of photographs that scikit-image carries; none was learned from."""

import cv2
import numpy as np
import skimage.data

NAMES = (
    *("coffee", "chelsea", "rocket", "brick", "grass", "gravel", "page", "text", "moon"),
    *("hubble_deep_field", "retina", "immunohistochemistry", "clock"),
)


def photographs() -> list[np.ndarray]:
    """Whole, RGB uint8."""
    shown = [np.asarray(getattr(skimage.data, name)()) for name in NAMES]
    return [picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, 2) for picture in shown]


def pictures(count: int, seed: int, side: int = 320) -> list[np.ndarray]:
    """Windows of any size, drawn in `side` px."""
    rng, whole = np.random.default_rng(seed), photographs()
    windows = []
    for number in range(count):
        picture = whole[number % len(whole)]
        room = min(picture.shape[:2])
        length = int(room * np.exp(rng.uniform(np.log(0.25), 0)))
        y, x = rng.integers(0, np.array(picture.shape[:2]) - length + 1)
        window = picture[y : y + length, x : x + length]
        windows.append(cv2.resize(window, (side, side), interpolation=cv2.INTER_LINEAR))
    return windows
