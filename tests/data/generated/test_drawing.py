import time

import cv2
import numpy as np
import pandas as pd
import pytest

from facevae.data.generated import drawing, faces, parameters
from facevae.data.generated.face import Face
from facevae.data.generated.hair_styles import STYLES
from facevae.data.generated.identities import GLASSES


@pytest.fixture(scope="module")
def rows():
    return parameters.sample(48, seed=9, identities=12).to_dict("records")


def test_the_same_seed_draws_the_same_bytes():
    (first, table), (again, same), (other, _) = faces(6, 64, 4), faces(6, 64, 4), faces(6, 64, 5)
    assert first.tobytes() == again.tobytes() != other.tobytes()
    pd.testing.assert_frame_equal(table, same)


def bare(row):
    """The parameters as `Face` takes them, looking straight ahead."""
    straight = {"yaw": 0.0, "pitch": 0.0, "roll": 0.0}
    return {key[2:]: value for key, value in row.items() if key.startswith("p_")} | straight


@pytest.mark.parametrize("size", [16, 48, 64, 100, 300])
def test_pictures_have_the_size_asked_for(rows, size):
    picture = drawing.draw(rows[0], size)
    assert picture.shape == (size, size, 3)
    assert picture.dtype == np.uint8
    assert picture.std() > 20


def test_a_large_picture_shrunk_is_the_small_one(rows):
    for row in rows[:12]:
        small = drawing.draw(row, 64).astype(float)
        large = cv2.resize(drawing.draw(row, 192), (64, 64), interpolation=cv2.INTER_AREA)
        assert np.abs(small - large).mean() < 3
        assert 10 * np.log10(255**2 / np.square(small - large).mean()) > 29


def test_parameters_that_went_through_float32_draw_the_same_picture(rows):
    table = pd.DataFrame(rows)
    coarse = table.astype(dict.fromkeys(table.select_dtypes("float64"), "float32"))
    for i in range(8):
        assert np.array_equal(drawing.draw(coarse.iloc[i], 64), drawing.draw(rows[i], 64))


def test_edges_are_smooth(rows):
    # A hard edge jumps between two colours in one step; an antialiased one passes through a third.
    plain = rows[0] | {
        "p_hair_style": "bald",
        "p_glasses": "none",
        "p_background_kind": "plain",
        "p_beard": "none",
    }
    steps = np.abs(np.diff(drawing.draw(plain, 256).astype(int).sum(2), axis=1))
    assert (steps > 3).sum() > 3 * (steps > 300).sum()


@pytest.mark.parametrize("style", STYLES)
def test_each_hair_style_can_be_drawn_in_every_pose(rows, style):
    bald = rows[1] | {"p_hair_style": "bald"}
    for yaw, pitch, roll in ((-15, 10, 8), (0, 0, 0), (15, -10, -8)):
        pose = {"p_yaw": yaw, "p_pitch": pitch, "p_roll": roll}
        picture = drawing.draw(bald | pose | {"p_hair_style": style}, 32)
        assert style == "bald" or (picture != drawing.draw(bald | pose, 32)).any()


@pytest.mark.parametrize("kind", GLASSES)
def test_glasses_change_only_the_middle_band(rows, kind):
    without = rows[2] | {"p_glasses": "none", "p_yaw": 0.0, "p_pitch": 0.0, "p_roll": 0.0}
    changed = (drawing.draw(without | {"p_glasses": kind}, 64) != drawing.draw(without, 64)).any(2)
    assert changed.any()
    assert not changed[:16].any()
    assert not changed[40:].any()


def test_eyes_lie_where_alignment_puts_them(rows):
    eyes = []
    for row in rows:
        face = Face(bare(row))
        eyes.append(face.place(np.array([(-face.eye_x, 0.0), (face.eye_x, 0.0)])))
    np.testing.assert_allclose(np.mean(eyes, axis=0), [(0.33, 0.40), (0.67, 0.40)], atol=0.015)
    np.testing.assert_allclose(eyes, np.broadcast_to(np.mean(eyes, axis=0), np.shape(eyes)), atol=0.03)


def test_turning_moves_the_nose_more_than_the_ears(rows):
    p = bare(rows[0])
    ahead, turned = Face(p), Face(p | {"yaw": 12.0})
    nose, ear = (0.0, 0.17), (ahead.width, 0.05)
    assert turned.place(nose)[0] - ahead.place(nose)[0] > 0.02
    assert turned.place(ear, 0.0)[0] < ahead.place(ear, 0.0)[0]


def test_many_faces_are_drawn_a_second(rows):
    began = time.process_time()
    for row in rows:
        drawing.draw(row, 64)
    assert len(rows) / (time.process_time() - began) > 60  # 200 and more where nothing else is at work
