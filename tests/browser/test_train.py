"""A run is started, watched, left alone, found again and stopped."""

import re

from playwright.sync_api import expect

from facevae.training.run import Run
from tests.browser.conftest import go, settled

TOLD = ".fv-latents .fv-told"
PAINTED = """() => [...document.querySelectorAll('.fv-latents canvas')].every((canvas) => {
    const values = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    return new Set(new Uint32Array(values.buffer)).size > 20;
})"""

POINTS = "() => document.querySelector('.fv-chart')?.data?.[1]?.x.length ?? 0"
RANGE = "() => document.querySelector('.fv-chart').layout.xaxis.range"


def zoom_in(window):
    plot = window.locator(".fv-chart .nsewdrag").first.bounding_box()
    window.mouse.move(plot["x"] + plot["width"] * 0.3, plot["y"] + 30)
    window.mouse.down()
    window.mouse.move(plot["x"] + plot["width"] * 0.6, plot["y"] + 100, steps=4)
    window.mouse.up()


def test_a_run_is_watched_left_and_stopped(studio, open_window, monkeypatch):
    url, home = studio
    monkeypatch.setenv("FACEVAE_HOME", str(home))
    window = open_window()
    go(window, f"{url}/train")
    window.get_by_text("All settings").click()
    window.get_by_role("spinbutton", name="Epochs").fill("100000")
    window.get_by_role("spinbutton", name="Epochs").press("Enter")
    settled(window)
    window.get_by_text("What is written").click()
    window.get_by_role("spinbutton", name="Log every").fill("2")
    window.get_by_role("spinbutton", name="Log every").press("Enter")
    settled(window)
    window.get_by_label("Name of the run and of its model").fill("watched")
    window.get_by_label("Name of the run and of its model").press("Enter")
    settled(window)
    window.get_by_role("button", name="Start training").click()
    expect(window.get_by_role("heading", name="watched")).to_be_visible()
    try:
        window.wait_for_function(f"({POINTS})() > 20", timeout=240_000)
        zoom_in(window)
        zoomed, points = window.evaluate(RANGE), window.evaluate(POINTS)
        window.wait_for_function(f"({POINTS})() > {points + 5}")
        assert window.evaluate(RANGE) == zoomed
        assert window.locator(".fv-strip img").count() >= 2

        window.reload()
        settled(window)
        expect(window.get_by_role("heading", name="watched")).to_be_visible()
        expect(window.get_by_text(re.compile("^Step .* left$"))).to_be_visible()
        window.get_by_role("button", name="Stop").click()
        expect(window.get_by_role("button", name="Go on")).to_be_visible()
    finally:
        Run.open("watched").stop()
    assert Run.open("watched").status()["state"] == "stopped"


def see(window, view):
    window.get_by_role("radio", name=view, exact=True).click()


def test_the_latents_of_a_run_are_seen_at_any_of_its_steps(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/train?run=tiny")
    see(window, "Latents")
    expect(window.locator(TOLD)).to_contain_text("Step 40")
    window.wait_for_function(PAINTED)
    window.locator(".fv-heat").press("Home")
    expect(window.locator(TOLD)).to_contain_text("Step 0 · 0 of 100 latents in use")
    window.get_by_role("button", name="Play").click()
    expect(window.get_by_role("button", name="Pause")).to_be_visible()
    expect(window.locator(TOLD)).to_contain_text("Step 40")
    window.get_by_label("expression", exact=True).check()
    expect(window.locator(".fv-legend")).to_contain_text("surprise")


def test_a_dragged_time_stays_while_other_views_are_seen(studio, open_window):
    window = open_window(width=390)
    go(window, f"{studio[0]}/train?run=tiny")
    see(window, "Machine")
    window.wait_for_function(
        "document.querySelector('.fv-chart')?.layout?.annotations?.[0].text.includes('Throughput')"
    )
    see(window, "Curves")
    window.wait_for_function(
        "document.querySelector('.fv-chart')?.layout?.annotations?.[0].text.includes('Loss')"
    )
    see(window, "Latents")
    strip = window.locator(".fv-heat").bounding_box()
    window.mouse.click(strip["x"] + 40, strip["y"] + 90)
    expect(window.locator(TOLD)).to_contain_text("Step 0")
    assert window.evaluate("document.documentElement.scrollWidth") <= 390
