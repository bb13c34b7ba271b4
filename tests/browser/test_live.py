"""Curves that grow while one looks at them."""

import json

import pytest

from tests.browser.conftest import ROOT, go, serving

POINTS = "document.querySelector('.fv-chart').data.map((line) => line.x.length)"
RANGE = "document.querySelector('.fv-chart').layout.xaxis.range"


def log(folder, steps):
    with open(folder / "metrics.jsonl", "a") as file:
        for step in steps:
            loss = 1000 / (1 + step / 50)
            row = {"step": step, "loss": loss + 20, "reconstruction_nll": loss, "kl": 20}
            file.write(json.dumps(row) + "\n")


@pytest.fixture(scope="module")
def live_app(tmp_path_factory):
    """The address of a page with the curves of a run, and the home of its runs."""
    home = tmp_path_factory.mktemp("live")
    with serving(ROOT / "tests" / "browser" / "live_app.py", home) as url:
        yield url, home


@pytest.fixture
def curves(live_app, request, open_window):
    """A window with the curves of a hundred steps, the run's folder, and the sizes of what came."""
    url, home = live_app
    folder = home / "runs" / request.node.name
    folder.mkdir(parents=True)
    log(folder, range(1, 101))
    window, frames = open_window(), []
    window.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(len(frame))))
    go(window, f"{url}/?run={folder.name}")
    window.wait_for_function("document.querySelector('.fv-chart .main-svg')")
    return window, folder, frames


def test_new_points_come_and_the_zoom_stays(curves):
    window, folder, frames = curves
    assert window.evaluate(POINTS)[1] == 100
    plot = window.locator(".fv-chart .nsewdrag").first.bounding_box()
    window.mouse.move(plot["x"] + plot["width"] * 0.3, plot["y"] + 30)
    window.mouse.down()
    window.mouse.move(plot["x"] + plot["width"] * 0.6, plot["y"] + 120, steps=4)
    window.mouse.up()
    window.wait_for_function(f"{RANGE}[0] > 20")
    zoomed = window.evaluate(RANGE)
    before = sum(frames)
    for step in range(101, 111):
        log(folder, [step])
        window.wait_for_timeout(100)
    window.wait_for_function(f"{POINTS}[1] === 110")
    assert window.evaluate(RANGE) == zoomed
    assert sum(frames) - before < 200_000  # plotly.js itself came once, before


def test_log_and_smoothing_happen_in_the_browser(curves):
    window, _, _ = curves
    window.get_by_text("log", exact=True).click()
    window.wait_for_function("document.querySelector('.fv-chart').layout.yaxis.type === 'log'")
    window.get_by_label("Smoothing").fill("0.9")
    window.wait_for_function(f"{POINTS}[0] === 100")


def test_the_curves_are_there_again_after_a_reload(curves):
    window, folder, _ = curves
    log(folder, range(101, 5001))
    window.reload()
    window.wait_for_function("document.querySelector('.fv-chart')?.data?.[1]?.x.at(-1) === 5000")
    assert window.evaluate(POINTS)[1] <= 2100
