"""Pages run by Streamlit's own test driver, on an empty home or one with a few faces and a tiny model."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from facevae.dashboard import jobs, navigation

ROOT = Path(__file__).resolve().parents[2]


def home_of_people(folder: Path, count: int, name: str, settings: dict) -> Path:
    """The folder as a home with the set `people` of so many generated faces and a model trained on it."""
    from facevae.data import generated
    from facevae.training import launch, loop

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FACEVAE_HOME", str(folder))
        generated.make("people", count, size=32, seed=1)
        loop.execute(launch.prepare("people", "article", settings, name), loop.silent)
    return folder


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory):
    """A home with the set `people` of 40 generated faces and the checkpoint `tiny` trained on it."""
    settings = {"steps": 12, "batch_size": 8, "latent_dim": 8, "validate_every": 6}
    return home_of_people(tmp_path_factory.mktemp("prepared"), 40, "tiny", settings)


@pytest.fixture
def filled_home(own_home, prepared_home):
    """This test's home with the faces and the model in it."""
    shutil.copytree(prepared_home, own_home, dirs_exist_ok=True)
    return own_home


@pytest.fixture
def no_shipped_models(monkeypatch, tmp_path):
    from facevae.training import cards

    monkeypatch.setattr(cards, "SHIPPED_CHECKPOINTS", tmp_path / "none")


@pytest.fixture
def open_page(tmp_path):
    """Opens a page of the app by its name, as a visitor would, and returns it.

    The entry is a copy without a folder `pages` beside it: the test driver would begin every run in
    Streamlit's old mode, whose start over forgets which button was pressed. `test_start.py` looks at the
    old mode itself.
    """
    entry = tmp_path / "streamlit_app.py"
    shutil.copy(ROOT / "streamlit_app.py", entry)

    def open_it(name: str, **session) -> AppTest:
        app = AppTest.from_file(str(entry), default_timeout=30)
        for key, value in session.items():
            app.session_state[key] = value
        return app.switch_page(navigation.path(name)).run()

    return open_it


@contextmanager
def at_work(job: str) -> Iterator[None]:
    """In the block this job of the program is at work; it ends without a result."""
    gate = threading.Event()
    jobs.start(job, "Drawing faces", lambda progress: gate.wait(30) and None)
    try:
        yield
    finally:
        gate.set()
        jobs.wait(job)
        jobs.clear(job)


def words(app: AppTest) -> str:
    """All that the page says, to search in."""
    kinds = (
        app.title,
        app.subheader,
        app.markdown,
        app.caption,
        app.error,
        app.info,
        app.success,
        app.get("html"),
    )
    return "\n".join(str(element.value) for kind in kinds for element in kind)
