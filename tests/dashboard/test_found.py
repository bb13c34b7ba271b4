import io

import numpy as np
from PIL import Image
from skimage.data import astronaut

from facevae.dashboard import found


def png(picture):
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return content.getvalue()


def test_what_is_no_picture_keeps_its_reason():
    (picture,) = found.examine([("notes.txt", b"hello", "detect")], 32)
    assert picture.error.reason == "unreadable" and not picture.values


def test_a_cropped_face_is_taken_whole_and_large_pictures_are_kept_small():
    (picture,) = found.examine([("me.png", png(np.zeros((1200, 1000, 3), np.uint8)), "center")], 32)
    assert picture.crops.shape == (1, 32, 32, 3)
    assert max(picture.picture.shape) == found.SHOWN_SIDE


def test_pictures_are_looked_at_once_and_answered_in_their_order():
    face = png(astronaut()[:200, 120:320])
    nobody = png(np.zeros((90, 90, 3), np.uint8))
    brought = [
        ("a.png", face, "detect"),
        ("b.txt", b"hello", "detect"),
        ("c.png", nobody, "detect"),
        ("d.png", face, "center"),
    ]
    first = found.examine(brought, 32)
    assert [picture.name for picture in first] == ["a.png", "b.txt", "c.png", "d.png"]
    assert [len(picture.crops) for picture in first] == [1, 0, 0, 1]
    assert [bool(picture.boxes) for picture in first] == [True, False, False, False]
    again = found.examine([("again.png", face, "detect")], 32)[0]
    assert again.name == "again.png" and again.crops is first[0].crops


def test_the_chosen_face_is_outlined():
    grey = np.full((200, 200, 3), 90, np.uint8)
    crops = np.zeros((2, 8, 8, 3), np.uint8)
    picture = found.Found("two", "0", grey, crops, ((20.0, 20.0, 80.0, 80.0), (120.0, 20.0, 180.0, 80.0)))
    drawn = found.outlined(picture, 1)
    assert tuple(drawn[50, 121]) == found.ACCENT and tuple(drawn[50, 20]) == (255, 255, 255)
