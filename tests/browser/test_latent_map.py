"""Faces are selected on the map by a box, and stay selected when the colours change."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import go, settled


def box(window):
    chart = window.locator(".js-plotly-plot")
    chart.hover()
    window.locator('.modebar-btn[data-title="Box Select"]').click()
    plot = window.locator(".js-plotly-plot .nsewdrag").bounding_box()
    window.mouse.move(plot["x"] + plot["width"] * 0.1, plot["y"] + plot["height"] * 0.1)
    window.mouse.down()
    window.mouse.move(plot["x"] + plot["width"] * 0.9, plot["y"] + plot["height"] * 0.9, steps=6)
    window.mouse.up()


def test_a_box_selects_faces_and_a_press_opens_one(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    expect(window.locator(".js-plotly-plot")).to_be_visible()
    settled(window)
    box(window)
    heading = window.get_by_role("heading", name=re.compile(r"^\d+ selected faces"))
    expect(heading).to_be_visible()
    selected = heading.inner_text()
    window.get_by_test_id("stSelectbox").filter(has_text="Colour by").get_by_role("combobox").click()
    window.get_by_role("option", name="identity").click()
    settled(window)
    assert heading.inner_text() == selected
    window.locator(".fv-pick button").first.click()
    expect(window.get_by_role("dialog")).to_contain_text("Identity")
