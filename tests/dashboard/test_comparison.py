import io

import numpy as np
from PIL import Image

from facevae.dashboard import comparison

RED, BLUE = (200, 30, 30), (30, 30, 200)


def flat(colour, count=1):
    return np.full((count, 16, 16, 3), colour, np.uint8)


def opened(content):
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def test_original_stands_left_of_generated():
    picture = opened(comparison.comparison(flat(RED)[0], flat(BLUE)[0]))
    height, width, _ = picture.shape
    assert tuple(picture[height // 2, width // 4]) == RED
    assert tuple(picture[height // 2, 3 * width // 4]) == BLUE


def test_a_sheet_has_each_face_over_its_reconstruction():
    picture = opened(comparison.sheet(flat(RED, 3), flat(BLUE, 3), columns=2))
    scale, side = 8, 128
    assert tuple(picture[side // 2, side // 2]) == RED
    assert tuple(picture[side + 4 + side // 2, side // 2]) == BLUE
    assert tuple(picture[2 * (side + 4) + side // 2, side + 4 + side // 2]) == (255, 255, 255)
    assert scale * 16 == side
