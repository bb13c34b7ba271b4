"""Faces come from the prior, and a walk leads from one to another."""

from playwright.sync_api import expect

from tests.browser.conftest import go


def test_other_faces_come_and_a_walk_can_be_kept(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/generate")
    first = window.locator(".fv-pick img").first
    expect(first).to_be_visible()
    before = first.get_attribute("src")
    window.get_by_role("button", name="Draw others").click()
    expect(first).not_to_have_attribute("src", before)
    window.get_by_text("A walk between two faces").click()
    expect(window.get_by_text("Step of the walk")).to_be_visible()
    with window.expect_download() as download:
        window.get_by_role("button", name="Download as GIF").click()
    assert download.value.suggested_filename == "walk.gif"
