"""How a map of very many faces opens in a browser: seconds, bytes sent, colouring anew, placing uploads."""

import argparse
import io
import os
import re
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from tests.benchmarks.map import latents

CHECKPOINT = "generated-64"
DRAWN = """() => { const host = document.querySelector('.fv-map[data-drawn]');
  return host && host.map.base && document.querySelector('.fv-chart canvas') !== null; }"""
PLACED = "() => document.querySelector('.fv-map')?.map?.data.placed.length ?? 0"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, default=100_000, help="faces on the map (100000)")


def run(options: argparse.Namespace) -> None:
    """Print the figures of one map, opened in Chromium without a graphics card."""
    from tests.browser.conftest import ROOT, serving
    from tests.browsers import running

    with tempfile.TemporaryDirectory() as folder:
        os.environ["FACEVAE_HOME"] = folder
        fill(options.count)
        files = pictures(Path(folder))
        with serving(ROOT / "streamlit_app.py", Path(folder)) as url, running() as browser:
            window = browser.new_page(viewport={"width": 1280, "height": 900})
            _opened(window, url, "cold: the server has not drawn it yet")
            window = browser.new_page(viewport={"width": 1280, "height": 900})
            _opened(window, url, "warm: it is known, the browser's window is new")
            _recoloured(window)
            _uploaded(window, files)


def fill(count: int) -> None:
    """A home with a set of so many tiny faces, and what the checkpoint would make of them."""
    from facevae import home
    from facevae.data.faceset import FaceSet
    from facevae.data.labels import EXPRESSIONS
    from facevae.data.writer import FaceSetWriter
    from facevae.latents import store
    from facevae.latents.codec import Codec

    rng = np.random.default_rng(0)
    with FaceSetWriter("many", 8, kind="generated") as target:
        rows = {
            "face_id": [f"{i:016x}" for i in range(count)],
            "identity": [f"person {i}" for i in rng.zipf(1.3, count) % 5000],
            "expression": rng.choice(EXPRESSIONS, count).tolist(),
            "source": [f"{i}.png" for i in range(count)],
        }
        target.add(rng.integers(0, 256, (count, 8, 8, 3), np.uint8), pd.DataFrame(rows))
    codec, content = Codec.load(CHECKPOINT), io.BytesIO()
    z = latents(count, codec.config.latent_dim)
    np.savez(content, rows=np.arange(count), z=z)
    name = f"{codec.checkpoint.id}-{FaceSet.open('many').content}.npz"
    home.write_bytes(store.folder() / name, content.getvalue())
    home.write_json(home.home() / "active.json", {"active_model": CHECKPOINT, "active_faces": "many"})


def _opened(window, url: str, what: str) -> None:
    sent = [0]
    window.on("websocket", lambda socket: socket.on("framereceived", lambda data: sent.append(len(data))))
    began = time.perf_counter()
    window.goto(f"{url}/latent_map")
    window.wait_for_function(DRAWN, timeout=600_000)
    seconds = time.perf_counter() - began
    known = window.evaluate("() => document.querySelector('.fv-map').map.data")
    library = _library()
    print(
        f"{what}: {known['count']:,} of {known['all']:,} faces drawn after {seconds:.1f} s, "
        f"{(sum(sent) - library) / 1000:,.0f} kB sent beside plotly.js ({library / 1000:,.0f} kB)",
        flush=True,
    )


def _library() -> int:
    from facevae.dashboard import plotly_js

    return len(plotly_js._packed())


def _recoloured(window) -> None:
    """Select everything in the middle, colour anew, and see that the selection stays."""
    chosen = "() => document.querySelector('.fv-map').map.chosen.reduce((sum, on) => sum + on, 0)"
    window.locator("[data-tool=box]").click()
    plot = window.locator(".fv-plot").bounding_box()
    for press, at in ((window.mouse.down, 0.4), (window.mouse.up, 0.6)):
        window.mouse.move(plot["x"] + plot["width"] * at, plot["y"] + plot["height"] * at, steps=4)
        press()
    window.get_by_role("heading", name=re.compile("selected face")).wait_for(timeout=120_000)
    before, base = (
        window.evaluate(chosen),
        window.evaluate("() => document.querySelector('.fv-map').map.base"),
    )
    window.get_by_test_id("stSelectbox").filter(has_text="Colour by").get_by_role("combobox").click()
    began = time.perf_counter()
    window.get_by_role("option", name="identity").click()
    window.wait_for_function(
        "(base) => document.querySelector('.fv-map').map.base !== base", arg=base, timeout=120_000
    )
    seconds, after = time.perf_counter() - began, window.evaluate(chosen)
    print(f"coloured anew after {seconds:.1f} s, selected before {before:,}, after {after:,}", flush=True)


def pictures(folder: Path) -> list[Path]:
    """A hundred files of drawn faces to upload."""
    from facevae.data import generated

    files = []
    for number, pixels in enumerate(generated.make("uploads", 100, size=128, seed=1).pixels):
        files.append(folder / f"{number}.png")
        Image.fromarray(pixels).save(files[-1])
    return files


def _uploaded(window, files: list[Path]) -> None:
    """Place one picture, then ninety-nine more, whose faces are to be found first."""
    window.get_by_role("button", name="Place a face").click()
    for some in (files[:1], files[1:]):
        before, began = window.evaluate(PLACED), time.perf_counter()
        window.locator("input[type=file]").set_input_files(some)
        window.wait_for_function(f"(before) => ({PLACED})() > before", arg=before, timeout=120_000)
        seconds, placed = time.perf_counter() - began, window.evaluate(PLACED) - before
        print(f"{len(some)} uploaded: {placed} faces placed after {seconds:.1f} s", flush=True)
