"""A photograph goes in; its face comes back beside its reconstruction."""

from playwright.sync_api import expect

from tests.browser.conftest import go
from tests.browser.pictures import ASTRONAUT


def test_a_photograph_is_reconstructed(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/reconstruct")
    expect(window.get_by_text("Or one of these")).to_be_visible()
    window.locator("input[type=file]").set_input_files(ASTRONAUT)
    expect(window.get_by_test_id("stImage")).to_be_visible()
    expect(window.get_by_text("Or one of these")).to_be_hidden()
    assert [image.get_attribute("alt") for image in window.locator(".fv-trio img").all()] == [
        "original",
        "reconstruction",
        "error",
    ]
    with window.expect_download() as download:
        window.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "astronaut-original-generated.png"


def test_another_face_of_the_set_is_picked(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/reconstruct")
    original = window.locator(".fv-trio img").first
    before = original.get_attribute("src")
    window.locator(".fv-pick button").nth(3).click()
    expect(original).not_to_have_attribute("src", before)
