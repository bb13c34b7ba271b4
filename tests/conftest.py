"""What all tests share: a home folder of their own, and a tiny face set with a tiny trained checkpoint."""

import os

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """A home folder of the test's own, so that no test sees or harms a user's."""
    folder = tmp_path / "home"
    monkeypatch.setenv("FACEVAE_HOME", str(folder))
    return folder
