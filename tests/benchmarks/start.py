"""How soon the first page is painted, beside an empty Streamlit app that imports torch."""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

EMPTY = "import streamlit as st\nimport torch\n\nst.title('Empty')\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--repeat", type=int, default=3)


def run(options: argparse.Namespace) -> None:
    """Print seconds from starting the server to the first title, taking turns, each in a fresh process."""
    from tests.browser.conftest import ROOT
    from tests.browsers import running

    seconds: dict[str, list[float]] = {"FaceVAE": [], "empty app with torch": []}
    with tempfile.TemporaryDirectory() as folder, running() as browser:
        empty = Path(folder, "empty.py")
        empty.write_text(EMPTY)
        for turn in range(options.repeat):
            for name, entry in zip(seconds, (ROOT / "streamlit_app.py", empty), strict=True):
                seconds[name].append(_first_paint(browser, entry, Path(folder, f"home-{turn}-{entry.stem}")))
    for name, measured in seconds.items():
        print(f"{name}: median {statistics.median(measured):.1f} s of {[round(s, 1) for s in measured]}")
    ours, theirs = (statistics.median(measured) for measured in seconds.values())
    print(f"ratio {ours / theirs:.2f}, {os.cpu_count()} cores")


def _first_paint(browser, entry: Path, home: Path) -> float:
    from tests.browser.conftest import serving

    began = time.perf_counter()
    with serving(entry, home) as url:
        page = browser.new_page()
        page.goto(url)
        page.locator("[data-testid=stHeading]").first.wait_for(timeout=120_000)
        took = time.perf_counter() - began
        page.close()
    return took
