"""A real Chromium before a real server, on a home of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import chromium, running

ROOT = Path(__file__).resolve().parents[2]
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    if chromium() is None:
        pytest.skip("no Chromium on this machine: install one, or run `playwright install chromium`")
    with running() as started:
        yield started


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def _answers(url: str) -> bool:
    try:
        return urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).status == 200
    except OSError:
        return False


@contextmanager
def serving(entry: Path, home: Path):
    """The address of a server of this entry, until the block ends."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(entry), f"--server.port={port}"]
    process = subprocess.Popen(
        [*command, "--server.headless=true"],
        cwd=ROOT,
        env=os.environ | {"FACEVAE_HOME": str(home), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while not _answers(url):
            assert process.poll() is None and time.monotonic() < deadline, "the server did not start"
            time.sleep(0.05)
        yield url
    finally:
        process.kill()
        process.wait(20)


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """The home folder that all browser tests share, as one person's afternoon."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def app(browser, home):
    with serving(ROOT / "streamlit_app.py", home) as url:
        yield url


@pytest.fixture
def open_window(browser):
    """Opens a window; at the end nothing may have failed in it, nor been fetched from elsewhere."""
    windows, troubles = [], []

    def open_it(width: int = 1280, height: int = 900, scheme: str = "light") -> Page:
        window = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        ).new_page()
        window.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
        window.on("request", lambda request: _note_outside(request.url, troubles))
        windows.append(window)
        return window

    yield open_it
    for window in windows:
        assert window.locator("[data-testid=stException]").count() == 0
        window.context.close()
    assert not troubles


def _note_outside(url: str, troubles: list[str]) -> None:
    if not url.startswith(("http://127.0.0.1", "data:", "blob:")):
        troubles.append(f"fetched from elsewhere: {url}")


def settled(window: Page) -> None:
    """Wait until the script has run."""
    window.wait_for_selector(READY, timeout=60_000)
    window.wait_for_timeout(150)
    window.wait_for_selector(READY, timeout=60_000)


def go(window: Page, url: str) -> None:
    window.goto(url)
    settled(window)


@pytest.fixture(scope="session")
def studio(browser, tmp_path_factory):
    """The address of an app with the set `people` of generated faces and the model `tiny`, and its home."""
    home = tmp_path_factory.mktemp("studio")
    command = [sys.executable, "-m", "tests.browser.studio"]
    environment = os.environ | {"FACEVAE_HOME": str(home)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    with serving(ROOT / "streamlit_app.py", home) as url:
        yield url, home
