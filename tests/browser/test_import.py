"""Bringing real photographs in."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import go, settled
from tests.browser.pictures import ASTRONAUT, COFFEE


def test_a_photograph_is_uploaded_its_face_found_and_the_rest_explained(app, open_window):
    window = open_window()
    go(window, f"{app}/data")
    window.get_by_role("button", name="Bring faces", exact=True).first.click()
    settled(window)
    window.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files([ASTRONAUT, COFFEE])
    settled(window)
    window.get_by_label("Name of the set").first.fill("astronaut")
    window.keyboard.press("Enter")
    settled(window)
    window.get_by_role("button", name="Bring in", exact=True).first.click()
    expect(window.get_by_text(re.compile("1 of 2 files accepted"))).to_be_visible()
    window.get_by_role("button", name="coffee.png").click()
    window.get_by_role("button", name="Take the 1 marked").click()
    expect(window.get_by_text(re.compile("2 of 2 files accepted"))).to_be_visible()
    window.get_by_text("Faces", exact=True).last.click()
    settled(window)
    expect(window.get_by_text("2 faces", exact=True)).to_be_visible()
    window.get_by_role("button", name=re.compile("^face .* of 2$")).first.click()
    expect(window.get_by_role("dialog")).to_contain_text("Source: astronaut.png")
