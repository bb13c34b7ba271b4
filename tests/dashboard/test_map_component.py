import base64
import io

import numpy as np
from PIL import Image

from facevae.dashboard.map_component import SIDE, bits, rows, sheet


def test_a_selection_goes_to_the_browser_and_back():
    chosen = np.array([0, 7, 8, 100, 999])
    np.testing.assert_array_equal(rows(bits(chosen, 1000), 1000), chosen)
    assert len(rows(bits(np.array([], int), 1000), 1000)) == 0


def test_a_hundred_thousand_selected_faces_take_little():
    assert len(bits(np.arange(100_000), 100_000)) < 20_000


def test_rows_beyond_the_map_are_dropped():
    np.testing.assert_array_equal(rows(bits(np.array([1, 30]), 40), 20), [1])


def test_each_face_lies_in_its_own_field_of_the_sheet():
    pictures = np.stack([np.full((32, 32, 3), 40 * i, np.uint8) for i in range(5)])
    made = sheet("m", np.arange(10, 15), pictures)
    whole = Image.open(io.BytesIO(base64.b64decode(made["source"].split(",")[1])))
    assert made["rows"] == [10, 11, 12, 13, 14]
    for place in range(5):
        x, y = place % made["across"] * SIDE + SIDE // 2, place // made["across"] * SIDE + SIDE // 2
        assert abs(whole.getpixel((x, y))[0] - 40 * place) < 8
