"""How soon the latent map shows the face that lives under a dragged pointer, in Chromium.

A face's time is from the question that leaves the map's component to the picture that comes back: Streamlit,
the inverse of the projection, the decoder, and the way there and back.
"""

import argparse
import os

PAUSE = 300  # ms between two moves, so that each is answered before the next


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", default="generated-64")
    parser.add_argument("--moves", type=int, default=60)


def run(options: argparse.Namespace) -> None:
    """Print the median and the 95th percentile in milliseconds."""
    import numpy as np

    from tests.benchmarks.machine import cores
    from tests.benchmarks.studio import opened
    from tests.browser.conftest import go

    with opened(options.checkpoint) as (url, page):
        go(page, f"{url}/latent_map")
        page.wait_for_selector(".fv-map[data-drawn]", timeout=120_000)
        page.locator("[data-tool=face]").click()
        plot = page.locator(".fv-plot").first.bounding_box()
        down, took = plot["y"] + plot["height"] / 2, []
        page.mouse.move(plot["x"] + plot["width"] * 0.1, down)
        page.mouse.down()
        page.wait_for_selector(".fv-map[data-face-latency]", timeout=60_000)
        for share in np.linspace(0.1, 0.9, options.moves + 5):
            page.mouse.move(plot["x"] + plot["width"] * share, down)
            page.wait_for_timeout(PAUSE)
            took.append(int(page.locator(".fv-map").get_attribute("data-face-latency")))
    middle, slow = np.percentile(took[5:], (50, 95))
    print(f"{options.checkpoint}, {options.moves} moves, {cores()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"face under the pointer: median {middle:.0f} ms, 95 % within {slow:.0f} ms")
