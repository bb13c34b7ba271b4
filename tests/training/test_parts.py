"""Schedules, order of the faces, augmentation: what a step is made of."""

import numpy as np
import pytest
import torch
from skimage.data import astronaut

from facevae.models.imbalance import face_weights
from facevae.training import batches, schedules
from facevae.training.augmentation import Augmentation, to_float, to_uint8
from facevae.training.batches import Order, as_tensor
from facevae.training.config import TrainConfig


def test_beta_rises_from_0_to_its_value():
    config = TrainConfig(beta=2.0, beta_warmup=0.5)
    assert [schedules.beta(config, step, 100) for step in (0, 25, 50, 99)] == [0, 1, 2, 2]
    assert schedules.beta(TrainConfig(beta=2.0), 0, 100) == 2


def test_beta_begins_again_with_each_cycle():
    config = TrainConfig(beta=2.0, beta_warmup=0.5, beta_cycles=4)
    weights = [schedules.beta(config, step, 400) for step in range(400)]
    assert weights[:100] == weights[100:200] == weights[300:]
    assert (weights[0], weights[25], weights[50], weights[99]) == (0, 1, 2, 2)
    without_warmup = TrainConfig(beta=2.0, beta_cycles=4)
    assert {schedules.beta(without_warmup, step, 400) for step in range(400)} == {2.0}


def test_the_learning_rate_rises_and_falls():
    config = TrainConfig(learning_rate=1.0, learning_rate_warmup=10)
    rates = [schedules.learning_rate(config, step, 100) for step in range(100)]
    assert rates[0] == pytest.approx(0.1) and max(rates) == rates[9] and rates[-1] < 0.001
    assert schedules.learning_rate(TrainConfig(cosine=False, learning_rate=0.5), 99, 100) == 0.5


def test_every_face_is_seen_once_an_epoch_in_another_order():
    order = Order(12, 4, seed=0)
    epochs = [torch.cat([order(step) for step in range(3 * e, 3 * e + 3)]).tolist() for e in range(2)]
    assert sorted(epochs[0]) == sorted(epochs[1]) == list(range(12))
    assert epochs[0] != epochs[1]


def test_by_weight_a_rare_class_is_seen_as_often_as_a_frequent_one():
    labels = torch.tensor([0] * 90 + [1] * 10)
    order = Order(100, 10, seed=0, weights=face_weights(labels, "inverse").numpy())
    for epoch in range(3):
        seen = torch.cat([order(step) for step in range(10 * epoch, 10 * epoch + 10)])
        assert (labels[seen] == 1).sum() == pytest.approx(50, abs=1)
        assert seen.bincount(minlength=100)[90:].tolist() == [5] * 10
    again = Order(100, 10, seed=0, weights=face_weights(labels, "inverse").numpy())
    assert torch.equal(again(27), order(27))


def test_a_steps_faces_do_not_depend_on_what_was_asked_before():
    first, second = Order(100, 7, seed=3), Order(100, 7, seed=3)
    for step in range(40):
        expected = first(step)
    assert torch.equal(expected, second(39))


@pytest.mark.parametrize("weights", [None, np.ones(1000)])
def test_faces_of_one_block_are_seen_near_each_other_and_each_once_an_epoch(weights, monkeypatch):
    monkeypatch.setattr(batches, "WINDOW", 4)
    blocks = np.arange(1000) // 10
    order = Order(1000, 20, seed=1, weights=weights, blocks=blocks)
    epochs = [torch.cat([order(step) for step in range(50 * e, 50 * e + 50)]).numpy() for e in range(2)]
    assert sorted(epochs[0]) == sorted(epochs[1]) == list(range(1000))
    windows = [epoch.reshape(25, 40) for epoch in epochs]  # four blocks of ten faces
    for window in [*windows[0], *windows[1]]:
        assert len(set(blocks[window])) == 4 and len(set(blocks[window[:20]])) > 2  # mixed within
    assert {*blocks[windows[0][0]]} != {*blocks[windows[1][0]]}


def test_fewer_faces_than_a_batch_make_one_step_an_epoch():
    order = Order(3, 64, seed=0)
    assert order.steps_per_epoch == 1 and sorted(order(5).tolist()) == [0, 1, 2]


@pytest.fixture
def batch():
    face = astronaut()[0:200, 130:330]
    return as_tensor(np.stack([face] * 32), 64, 3)


def test_without_augmentation_only_the_type_changes(batch):
    assert torch.equal(Augmentation(TrainConfig(flip=0))(batch), to_float(batch))


def test_the_flip_mirrors_about_half_of_the_faces(batch):
    torch.manual_seed(0)
    changed = Augmentation(TrainConfig(flip=0.5))(batch)
    mirrored = [torch.equal(face, to_float(batch[0]).flip(2)) for face in changed]
    same = [torch.equal(face, to_float(batch[0])) for face in changed]
    assert sum(mirrored) + sum(same) == 32 and 6 <= sum(mirrored) <= 26


def test_crop_rotation_and_light_change_faces_a_little_and_differently(batch):
    torch.manual_seed(0)
    config = TrainConfig(flip=0, crop=0.1, rotation=5, brightness=0.2, contrast=0.2)
    changed = Augmentation(config)(batch)
    assert changed.shape == batch.shape and changed.min() >= 0 and changed.max() <= 1
    distance = (changed - to_float(batch)).abs().mean((1, 2, 3))
    assert (distance > 0.005).all() and (distance < 0.25).all()
    assert len({round(float(d), 5) for d in distance}) >= 3


@pytest.mark.parametrize("degrees", [1, 10, 45, 180])
def test_rotation_leaves_no_black_corners(degrees):
    torch.manual_seed(0)
    white = torch.full((64, 3, 64, 64), 255, dtype=torch.uint8)
    assert Augmentation(TrainConfig(rotation=degrees))(white).min() > 0.99


def test_uint8_survives_the_way_to_float_and_back(batch):
    assert torch.equal(to_uint8(to_float(batch)), batch)


def test_grey_is_the_luminance_and_resizing_keeps_the_mean():
    face = astronaut()[:200, :200]
    grey = as_tensor(face[None], 200, 1)[0, 0].float().numpy()
    assert np.allclose(grey, face @ [0.299, 0.587, 0.114], atol=0.51)
    assert as_tensor(face[None, :100], 200, 3).shape == (1, 3, 200, 200)
    small = as_tensor(face[None], 50, 3).float()
    assert torch.allclose(small.mean((0, 2, 3)), torch.tensor(face.mean((0, 1))).float(), atol=1)


def test_covering_changes_a_rectangle_of_some_faces_that_are_not_decoded():
    torch.manual_seed(0)
    x = torch.full((40, 3, 32, 32), 0.5)
    covered = Augmentation(TrainConfig(erase=0.5, decode_share=0.25)).spoil(x, decoded=10)
    changed = (covered != x).any(1)
    assert not changed[:10].any()
    touched = changed[10:].flatten(1).any(1)
    assert 5 <= touched.sum() <= 25
    for face in changed[10:][touched]:
        down, across = torch.where(face)
        box = (down.max() - down.min() + 1) * (across.max() - across.min() + 1)
        assert face.sum() == box and 3 * 3 <= box <= 17 * 17


def test_blur_spreads_some_faces_that_are_not_decoded_and_keeps_their_light():
    torch.manual_seed(0)
    x = torch.zeros(200, 3, 64, 64)
    x[:, :, 32, 32] = 1
    blurred = Augmentation(TrainConfig(blur=0.5, decode_share=0.25)).spoil(x, decoded=50)
    assert torch.equal(blurred[:50], x[:50])
    assert torch.allclose(blurred.sum((2, 3)), torch.ones(200, 3), atol=1e-4)
    offset = (torch.arange(64) - 32.0) ** 2
    width = (blurred[50:, 0].sum(1) * offset).sum(1).sqrt()
    assert 45 <= (width < 1e-3).sum() <= 105
    assert width.max() < 64 / 30 and width.std() > 0.3
    assert torch.allclose(blurred.transpose(2, 3), blurred, atol=1e-5)


def test_mixing_lays_up_to_half_of_the_next_face_over_some_that_are_not_decoded():
    torch.manual_seed(0)
    x = torch.rand(200, 3, 8, 8)
    votes = torch.rand(200, 8).softmax(1)
    votes[::5] = 0  # unknown
    labels = {"expression": votes, "identity": torch.arange(200)}
    mixed, told = Augmentation(TrainConfig(mix=0.5, decode_share=0.25)).mix(x, labels, decoded=50)
    following = x.roll(-1, 0)
    part = ((mixed - x) / (following - x)).flatten(1).median(1).values
    assert torch.allclose(mixed, torch.lerp(x, following, part[:, None, None, None]), atol=1e-5)
    touched = part > 1e-6
    assert not touched[:50].any() and 50 <= touched.sum() <= 100
    assert 0.2 < part[touched].mean() < 0.3 and part.max() < 0.5
    assert torch.equal(told["identity"], torch.where(touched, -1, labels["identity"]))

    both = touched & votes.any(1) & votes.roll(-1, 0).any(1)
    assert torch.equal(told["expression"][~touched], votes[~touched])
    assert not told["expression"][touched & ~both].any()
    expected = torch.lerp(votes, votes.roll(-1, 0), part[:, None])
    assert torch.allclose(told["expression"][both], expected[both], atol=1e-5)


def test_faces_made_grey_keep_their_brightness():
    torch.manual_seed(0)
    pictures = torch.randint(0, 255, (200, 3, 4, 4), dtype=torch.uint8)
    x = Augmentation(TrainConfig(grey=0.25, flip=0.0))(pictures)
    grey = (x[:, 0] == x[:, 1]).flatten(1).all(1)
    assert 30 <= grey.sum() <= 70
    assert torch.allclose(x.mean(1), to_float(pictures).mean(1), atol=1e-5)
