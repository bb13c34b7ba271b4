"""What all tests share: a home folder of their own, and a tiny face set with a tiny trained checkpoint."""

import os
import sys

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """A home folder of the test's own, so that no test sees or harms a user's."""
    folder = tmp_path / "home"
    monkeypatch.setenv("FACEVAE_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def own_memory(own_home, monkeypatch):
    """What Streamlit keeps in the process ends with the test: its caches, and the page as the program."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    yield
    if streamlit := sys.modules.get("streamlit"):
        streamlit.cache_data.clear()
        streamlit.cache_resource.clear()
