"""How soon a moved slider of the Generate page shows its face, in Chromium, and where the time goes.

A face counts as shown two frames after its picture was decoded. "Server" is from the message that leaves
the browser to the last one that comes back before the picture changes: Streamlit, the decoder, and the way.
"""

import argparse
import os
import time

WANTED = 150  # ms
PAUSE = 0.35  # s between two moves, so that each is answered before the next
DRAGGED = 4  # s
# Notes when the browser sends and gets messages; the page's own script knows nothing of it.
WATCH_SOCKET = """
window.noted = { sent: 0, got: [] };
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (message) {
  if (!this.watched) {
    this.watched = true;
    this.addEventListener("message", () => window.noted.got.push(performance.now()));
  }
  window.noted.sent = performance.now();
  window.noted.got = [];
  return send.call(this, message);
};
"""
# Moves the slider as a hand would, and waits until another face is seen.
MOVE = """
(face, value) => new Promise((shown) => {
  const slider = face.parentElement.querySelector("input");
  const began = performance.now();
  new MutationObserver(async (_, observer) => {
    observer.disconnect();
    const changed = performance.now();
    const back = window.noted.got.at(-1);
    await face.decode();
    requestAnimationFrame(() => requestAnimationFrame(() => shown({
      total: performance.now() - began, server: back - window.noted.sent, browser: performance.now() - back
        + window.noted.sent - began, drawing: performance.now() - changed,
    })));
  }).observe(face, { attributes: true, attributeFilter: ["src"] });
  slider.value = value;
  slider.dispatchEvent(new Event("input"));
})
"""
# Drags it evenly from one end to the other, an event a frame, and notes how long each message took.
DRAG = """
(face, milliseconds) => new Promise((done) => {
  const slider = face.parentElement.querySelector("input"), took = [], began = performance.now();
  const host = face.parentElement;
  const watch = new MutationObserver(() => took.push(Number(host.dataset.latency)));
  watch.observe(face, { attributes: true, attributeFilter: ["src"] });
  const step = (now) => {
    if (now - began > milliseconds) { watch.disconnect(); done(took); return; }
    slider.value = -1.9 + 3.8 * (now - began) / milliseconds;
    slider.dispatchEvent(new Event("input"));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", default="generated-64")
    parser.add_argument("--moves", type=int, default=60)


def run(options: argparse.Namespace) -> None:
    """Print medians and 95th percentiles of server, browser and both together, in milliseconds."""
    import numpy as np

    from tests.benchmarks.machine import cores
    from tests.benchmarks.studio import opened
    from tests.browser.conftest import go

    with opened(options.checkpoint) as (url, page):
        page.add_init_script(WATCH_SOCKET)
        go(page, f"{url}/generate")
        face = page.locator(".fv-bench img")
        face.wait_for(timeout=120_000)
        time.sleep(5)  # what is prepared in the background
        values = np.linspace(-1.9, 1.9, options.moves + 10).round(2).tolist()
        took = [_moved(face, value) for value in values][10:]
        dragged = face.evaluate(DRAG, 1000 * DRAGGED)
    print(f"{options.checkpoint}, {options.moves} moves, {cores()} cores, load {os.getloadavg()[0]:.1f}")
    for part in ("server", "browser", "total"):
        middle, slow = np.percentile([one[part] for one in took], (50, 95))
        print(f"{part}: median {middle:.0f} ms, 95 % within {slow:.0f} ms")
    within = np.mean([one["total"] < WANTED for one in took])
    print(f"within {WANTED} ms: {within:.0%}")
    middle, slow = np.percentile(dragged, (50, 95))
    a_second = len(dragged) / DRAGGED
    print(f"while dragged: {a_second:.0f} faces a second, median {middle:.0f}, 95 % within {slow:.0f} ms")


def _moved(face, value: float) -> dict[str, float]:
    time.sleep(PAUSE)
    return face.evaluate(MOVE, value)
