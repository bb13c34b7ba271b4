import cv2
import numpy as np

from facevae.data import duplicates
from facevae.data.duplicates import HeldOut, digest, signature

from .conftest import encoded, picture


def as_jpeg(pixels: np.ndarray, quality: int) -> np.ndarray:
    content = encoded(pixels, ".jpg", cv2.IMWRITE_JPEG_QUALITY, quality)
    return cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]


def test_a_digest_is_that_of_pixels_and_shape():
    flat = np.zeros((4, 8, 3), np.uint8)
    assert digest(flat) == digest(flat.copy())
    assert digest(flat) != digest(flat.reshape(8, 4, 3))
    other = flat.copy()
    other[3, 7, 2] = 1
    assert digest(flat) != digest(other)


def test_a_photograph_stored_anew_is_known_and_strangers_are_not():
    held = HeldOut()
    for seed in range(200):
        held.add(f"{seed}.png", signature(picture(seed, 48)))
    for seed in (0, 77, 199):
        again = np.ascontiguousarray(as_jpeg(picture(seed, 48), 85))
        assert digest(again) != digest(picture(seed, 48))
        assert held.twin(signature(again)) == f"{seed}.png"
    assert [held.twin(signature(picture(seed, 48))) for seed in range(1000, 1200)] == [None] * 200


def test_nothing_held_out_knows_nothing():
    assert HeldOut().twin(np.zeros(duplicates.SIDE**2, np.uint8)) is None
