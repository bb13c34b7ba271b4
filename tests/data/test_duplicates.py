import cv2
import numpy as np
from skimage.data import astronaut

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


def test_a_mirrored_photograph_is_known():
    pixels = picture(7, 48)
    assert np.array_equal(duplicates.mirrored(signature(pixels)), signature(pixels[:, ::-1].copy()))
    held = HeldOut()
    held.add("7.png", signature(pixels))
    assert held.twin(signature(np.ascontiguousarray(as_jpeg(pixels, 85)[:, ::-1]))) == "7.png"


def test_a_photograph_with_a_faint_watermark_is_known_and_in_another_light_it_is_another():
    face = cv2.resize(astronaut()[0:200, 130:330], (48, 48), interpolation=cv2.INTER_AREA)
    held = HeldOut()
    held.add("face.png", signature(face))
    marked = face.copy()
    marked[22:25, 8:40] = cv2.add(marked[22:25, 8:40], np.full(3, 20.0))
    assert held.twin(signature(marked)) == "face.png"
    assert held.twin(signature(cv2.add(face, np.full(3, 12.0)))) is None


def test_nothing_held_out_knows_nothing():
    assert HeldOut().twin(np.zeros(duplicates.SIDE**2, np.uint8)) is None
