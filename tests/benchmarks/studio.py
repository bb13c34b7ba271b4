"""The app with generated faces in a home of its own, before a Chromium."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

FACES = 400


@contextmanager
def opened(checkpoint: str):
    """The app's address and a page of 1280 by 900 to open it in, until the block ends."""
    from tests.browser.conftest import ROOT, serving
    from tests.browsers import running

    with tempfile.TemporaryDirectory() as folder:
        _fill(folder, checkpoint)
        with running() as browser, serving(ROOT / "streamlit_app.py", Path(folder)) as url:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            yield url, page
            page.close()


def _fill(folder: str, checkpoint: str) -> None:
    os.environ["FACEVAE_HOME"] = folder
    from facevae import home
    from facevae.data import generated

    generated.make("people", FACES, seed=1)
    home.write_json(home.home() / "active.json", {"active_model": checkpoint, "active_faces": "people"})
