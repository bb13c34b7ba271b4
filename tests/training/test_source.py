import numpy as np
import psutil
import pytest
import torch
from safetensors.torch import load_file

from facevae.data.generated.making import faces, make
from facevae.data.shard_sets import bring_in
from facevae.latents import store
from facevae.latents.codec import Codec
from facevae.models.config import ModelConfig
from facevae.training import launch, loop, source
from facevae.training.batches import load_faces
from facevae.training.source import GB, Stored, room
from tests.data.shards import shard
from tests.training.conftest import TINY

CPU = torch.device("cpu")
GREY = ModelConfig(backbone="mlp", size=16, latent_dim=4, channels=1)


@pytest.fixture
def held(own_home):
    """Rows of two sets, one of them of another size than the model's."""
    small, large = make("small", 9, size=16, seed=1), make("large", 7, size=24, seed=2)
    return [(small, np.array([1, 2, 3, 5, 8])), (large, np.array([0, 4, 6]))]


def test_stored_faces_are_those_that_memory_would_hold(held):
    kept, stored = load_faces(held, GREY, CPU), Stored(held, GREY, CPU)
    assert len(stored) == len(kept) == 8
    rows = torch.tensor([7, 0, 5, 4, 4])
    assert torch.equal(stored[rows], kept[rows])
    assert torch.equal(stored[1::3], kept[1::3])
    assert all(torch.equal(a, b) for a, b in zip(stored.split(3), kept.split(3), strict=True))


def test_a_run_whose_faces_stay_on_disk_ends_in_the_weights_of_one_that_holds_them(train):
    held = load_file(train("held").folder / "model.safetensors")
    run = train("stored", faces_gb=1e-9)
    read = load_file(run.folder / "model.safetensors")
    assert all(torch.equal(held[name], read[name]) for name in held)
    assert all(0 <= row["loader_wait"] <= 1 for row in run.metrics()[0] if "loader_wait" in row)
    assert sum("loader_wait" in row for row in run.metrics()[0]) > 3


def test_faces_may_take_a_gigabyte_but_never_most_of_what_is_free(monkeypatch):
    free = psutil.virtual_memory()._replace(available=10 * GB)
    monkeypatch.setattr(source.psutil, "virtual_memory", lambda: free)
    assert (room(CPU), room(CPU, 3), room(CPU, 9)) == (GB, 3 * GB, 5 * GB)
    monkeypatch.setattr(source.psutil, "virtual_memory", lambda: free._replace(available=GB))
    assert room(CPU) == GB / 2


@pytest.fixture
def sharded(own_home, tmp_path):
    """A set read from shards where they lie."""
    pictures = faces(60, size=16, seed=1)[0]
    return bring_in(
        [shard(tmp_path / f"{i}.tar", pictures[20 * i : 20 * i + 20]) for i in range(3)], "faces", size=16
    )


def test_a_run_on_shards_ends_the_same_whether_they_are_decoded_once_or_at_each_step(sharded):
    weights = []
    for name, gigabytes in (("held", 1), ("stored", 1e-9)):
        run = launch.prepare("faces", "article", TINY | {"faces_gb": gigabytes}, name)
        loop.execute(run)
        weights.append(load_file(run.folder / "model.safetensors"))
    assert all(torch.equal(value, weights[1][name]) for name, value in weights[0].items())


def test_a_set_in_shards_is_encoded_as_any_other(sharded):
    loop.execute(launch.prepare("faces", "article", TINY, "run"))
    codec = Codec.load("run")
    z = store.latents(codec, sharded.face_set)
    assert np.allclose(z, codec.encode(np.asarray(sharded.face_set.pixels)).mu, atol=1e-5)
