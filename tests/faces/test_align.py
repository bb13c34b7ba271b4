import cv2
import numpy as np
import pytest

from facevae.faces.align import EYES, align, center_crop, transform
from facevae.faces.detection import Face
from tests.faces.support import ASTRONAUT_EYES, astronaut, moved, turned

BOX = (178.0, 62.0, 269.0, 175.0)


def seen(eyes, box=BOX, mouth=None) -> Face:
    landmarks = np.full((5, 2), np.nan)
    landmarks[:2] = eyes
    if mouth is not None:
        landmarks[3:] = mouth
    return Face(box, 1.0, landmarks)


def dots(points, size=300) -> np.ndarray:
    """A dark picture with a soft bright dot at each point."""
    y, x = np.mgrid[:size, :size] + 0.5
    light = sum(np.exp(-((x - px) ** 2 + (y - py) ** 2) / 18) for px, py in points)
    return np.repeat((255 * light).clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)


def brightest(crop: np.ndarray) -> np.ndarray:
    """Middle of the light in the left and in the right half, in fractions of the crop."""
    size = len(crop)
    y, x = (np.mgrid[:size, :size] + 0.5) / size
    halves = [crop[..., 0] * (x < 0.5), crop[..., 0] * (x >= 0.5)]
    return np.array([[(x * light).sum(), (y * light).sum()] / light.sum() for light in halves])


@pytest.mark.parametrize("size", [32, 64, 257])
@pytest.mark.parametrize(
    "eyes", [[(120, 150), (170, 150)], [(120, 170), (165, 130)], [(110, 135), (200, 150)]]
)
def test_eyes_come_to_their_place(eyes, size):
    crop = align(dots(eyes), seen(eyes, box=(100, 100, 190, 220)), size)
    assert crop.shape == (size, size, 3)
    np.testing.assert_allclose(brightest(crop), EYES, atol=0.012)


def test_a_turned_picture_gives_the_same_crop():
    upright = align(astronaut(), seen(ASTRONAUT_EYES))
    picture, matrix = turned(astronaut(), 25)
    again = align(picture, seen(moved(ASTRONAUT_EYES, matrix)))
    assert np.abs(upright.astype(int) - again).mean() < 4


def test_the_size_of_the_picture_does_not_matter():
    upright = align(astronaut(), seen(ASTRONAUT_EYES))
    large = cv2.resize(astronaut(), None, fx=6, fy=6, interpolation=cv2.INTER_LINEAR)
    again = align(large, seen(ASTRONAUT_EYES * 6, box=tuple(6 * v for v in BOX)))
    assert np.abs(upright.astype(int) - again).mean() < 2


def test_shrinking_averages_what_it_covers():
    """A fine checkerboard turns grey; picking single pixels would show a pattern."""
    y, x = np.mgrid[:1600, :1600]
    board = np.repeat((255 * ((x + y) % 2)).astype(np.uint8)[..., None], 3, axis=2)
    crop = align(board, seen([(500, 800), (1100, 830)], box=(300, 300, 1300, 1700)), 64)
    assert np.abs(crop.astype(int) - 127).max() <= 3


def test_a_face_in_place_looks_like_the_center_crop():
    """What is aligned is as sharp, and as large, as what the pictures of 160 px give by cropping alone."""
    picture = cv2.resize(astronaut()[:250, 90:340], (160, 160), interpolation=cv2.INTER_AREA)
    aligned = align(picture, seen(24 + 112 * EYES, box=(33, 18, 128, 147)))
    cropped = center_crop(picture, 64, center_px=112)
    assert np.abs(aligned.astype(int) - cropped).mean() < 3


def test_without_eyes_the_box_serves():
    crop = align(astronaut(), Face(BOX, 1.0))
    with_eyes = align(astronaut(), seen(ASTRONAUT_EYES))
    assert np.abs(crop.astype(int) - with_eyes).mean() < 25


def test_a_face_turned_aside_is_not_drawn_larger_than_its_box_tells():
    frontal, aside = (transform(seen([(224 - d, 101), (224 + d, 101)]), 64) for d in (20, 4))
    scales = [np.hypot(*matrix[:, 0]) for matrix in (frontal, aside)]
    assert 1 <= scales[1] / scales[0] < 1.6


def test_a_face_on_its_head_is_put_on_its_feet():
    flipped = np.ascontiguousarray(astronaut()[::-1, ::-1])
    eyes = (512 - ASTRONAUT_EYES)[::-1]
    mouth = 512 - np.array([[240.0, 142.0], [203.0, 144.0]])
    again = align(flipped, seen(eyes, tuple(512 - v for v in (BOX[2], BOX[3], BOX[0], BOX[1])), mouth))
    assert np.abs(align(astronaut(), seen(ASTRONAUT_EYES)).astype(int) - again).mean() < 2


@pytest.mark.parametrize("eyes", [[(2, 3), (40, 3)], [(480, 500), (511, 505)], [(100, 100), (100, 100)]])
def test_at_the_border_the_picture_is_mirrored(eyes):
    picture = np.full((512, 512, 3), 90, np.uint8)
    assert (align(picture, seen(eyes, box=(0, 0, 60, 80))) == 90).all()


@pytest.mark.parametrize("shape", [(1, 1), (3, 40000), (40, 2)])
def test_odd_shapes_can_be_cut(shape):
    picture = np.full((*shape, 3), 7, np.uint8)
    face = Face((0, 0, shape[1], shape[0]), 1.0)
    assert (align(picture, face) == 7).all() and (center_crop(picture, 64) == 7).all()


def test_the_middle_is_cut():
    picture = np.zeros((160, 200, 3), np.uint8)
    picture[24:136, 44:156] = 255
    assert (center_crop(picture, 64, center_px=112) == 255).all()
    whole = center_crop(picture, 160)
    np.testing.assert_array_equal(whole, picture[:, 20:180])
    np.testing.assert_array_equal(center_crop(picture, 160, center_px=999), whole)
