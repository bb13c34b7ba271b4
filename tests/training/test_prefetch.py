import time

import numpy as np
import pytest
import torch

from facevae.data import faceset
from facevae.data.faceset import FaceSet
from facevae.data.generated.making import make
from facevae.errors import FaceSetError
from facevae.models.config import ModelConfig
from facevae.training import sets
from facevae.training.batches import Order
from facevae.training.prefetch import Feed

CONFIG = ModelConfig(backbone="mlp", size=16, latent_dim=4)


def feed_of(room: float, step: int = 0, steps: int = 9) -> Feed:
    faces = sets.load(sets.open_sets("faces"), "train", CONFIG, torch.device("cpu"), room=room)
    return Feed(faces, Order(len(faces), 8, seed=1), step, steps)


@pytest.fixture
def faces(own_home):
    return make("faces", 40, size=16, seed=1)


@pytest.mark.parametrize("room", [0, np.inf])
def test_each_step_gets_the_faces_that_the_order_names_wherever_it_begins(faces, room):
    with feed_of(np.inf) as whole:
        expected = [whole()[0] for _ in range(9)]  # two epochs and more
    with feed_of(room, step=5) as later:
        for pictures in expected[5:]:
            assert torch.equal(later()[0], pictures)


def test_the_loop_is_said_to_have_waited_for_faces_that_come_late(faces, monkeypatch):
    read = FaceSet.read

    def slowly(face_set, rows):
        time.sleep(0.05)
        return read(face_set, rows)

    monkeypatch.setattr(FaceSet, "read", slowly)
    with feed_of(0) as feed:
        feed()
        assert feed.waited >= 0.05
        time.sleep(0.5)  # meanwhile the next ones are read
        before = feed.waited
        feed()
        assert feed.waited - before < 0.05


def test_a_set_that_goes_away_is_told_to_whoever_asks_for_its_faces(faces):
    with feed_of(0) as feed:
        feed()
        faceset.delete("faces")
        with pytest.raises(FaceSetError, match="deleted or damaged meanwhile"):
            for _ in range(8):
                feed()
