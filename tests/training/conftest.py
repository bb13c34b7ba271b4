import pytest

from facevae.data.generated.making import make
from facevae.training import launch, loop

TINY = {"size": 16, "steps": 12, "batch_size": 8, "latent_dim": 6, "validate_every": 6, "snapshot_every": 4}


@pytest.fixture
def faces():
    return make("faces", 60, size=16, seed=1)


@pytest.fixture
def train(faces):
    """Trains a tiny run to its end and returns it."""

    def run(name="run", preset="article", progress=loop.silent, **settings):
        prepared = launch.prepare("faces", preset, TINY | settings, name)
        loop.execute(prepared, progress)
        return prepared

    return run
