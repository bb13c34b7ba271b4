import numpy as np
import pytest

from facevae.data import generated
from facevae.training.detector import textures
from facevae.training.detector.batches import Canvases, mirrored
from facevae.training.detector.canvases import Painter
from facevae.training.detector.lessons import Lessons
from facevae.training.detector.scenes import Scenes

SIDE = 96


@pytest.fixture(scope="module")
def lessons():
    """Drawn faces, said to lie in their middle, and one in a corner of which nobody is sure."""
    pictures, _ = generated.faces(6, 80, seed=0)
    row = [20, 15, 60, 70, 30, 35, 50, 35, 40, 48, 33, 58, 47, 58, 0.9]
    unsure = [0, 0, 12, 12, 3, 3, 9, 3, 6, 6, 3, 9, 9, 9, 0.4]
    return {"drawn": Lessons(list(pictures), [np.array([row, unsure], np.float32)] * len(pictures))}


def test_canvases_repeat_with_their_seed_and_hold_faces_of_many_sizes(lessons):
    first, again = (Painter(lessons, SIDE, seed=3) for _ in range(2))
    heights = []
    for _ in range(30):
        (picture, faces), (same, _) = first.paint(), again.paint()
        assert picture.shape == (SIDE, SIDE, 3) and picture.dtype == np.uint8
        assert (picture == same).all()
        assert set(faces[:, 14]) <= {0, 1}
        heights += (faces[:, 3] - faces[:, 1])[faces[:, 14] > 0].tolist()
    assert min(heights) < 20 and max(heights) > 60


def test_surroundings_come_in_any_shape(lessons):
    scenes = Scenes(lessons["drawn"], np.random.default_rng(0))
    for width, height in ((30, 90), (96, 40), (64, 64)) * 6:
        assert scenes.draw(width, height).shape == (height, width, 3)


def test_patterns_repeat_with_their_seed():
    one, two = (textures.draw(4, np.random.default_rng(1)) for _ in range(2))
    assert all((a == b).all() for a, b in zip(one, two, strict=True))


def test_a_batch_shows_new_canvases_and_the_hardest_old_ones(lessons):
    canvases = Canvases(Painter(lessons, SIDE, seed=0), fresh=4, memory=8, seed=0)
    pictures, rows = canvases.batch(6)
    assert pictures.shape == (4, 3, SIDE, SIDE) and pictures.min() >= 0 and pictures.max() <= 1
    assert rows.shape[0] == 4 and set(rows[..., 14].unique().tolist()) <= {-1, 0, 1}
    canvases.remember(np.array([0.0, 0, 5, 0]))
    hard = pictures[2].flip(-1)
    assert any((picture == hard).all() for picture in canvases.batch(6)[0][4:])


def test_a_mirrored_canvas_twice_is_the_canvas(lessons):
    picture, faces = Painter(lessons, SIDE, seed=5).paint()
    again, rows = mirrored(*mirrored(picture, faces))
    assert (again == picture).all()
    np.testing.assert_allclose(rows, faces, atol=1e-3)
