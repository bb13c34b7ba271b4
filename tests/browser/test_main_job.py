"""The main job, end to end, on real photographs: bring faces in, train, watch, reconstruct, map, select."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import go, settled
from tests.browser.pictures import ASTRONAUT, zip_of_small_faces
from tests.browser.test_latent_map import box
from tests.browser.test_train import POINTS


def bring_in(window, url):
    go(window, f"{url}/data")
    window.get_by_role("button", name="Bring faces").first.click()
    upload = {"name": "lfw-small.zip", "mimeType": "application/zip", "buffer": zip_of_small_faces()}
    window.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files([upload])
    settled(window)
    window.get_by_test_id("stSelectbox").filter(has_text="Faces in the pictures").get_by_role(
        "combobox"
    ).click()
    window.get_by_role("option", name="Take the whole picture").click()
    settled(window)
    window.get_by_role("button", name="Bring in", exact=True).first.click()
    expect(window.get_by_text(re.compile("100 of 100 files accepted"))).to_be_visible()


def train(window):
    window.get_by_test_id("stSidebarNavLink").filter(has_text="Train").click()
    settled(window)
    window.get_by_text("All settings").click()
    window.get_by_role("spinbutton", name="Epochs").fill("15")
    window.get_by_role("spinbutton", name="Epochs").press("Enter")
    settled(window)
    window.get_by_role("button", name="Start training").click()
    window.wait_for_function(f"({POINTS})() > 5", timeout=60_000)
    expect(window.get_by_text(re.compile("finished", re.IGNORECASE)).first).to_be_visible(timeout=120_000)
    window.get_by_role("button", name="Use this model").click()
    expect(window.get_by_role("button", name="In use")).to_be_visible()


def reconstruct(window):
    window.get_by_test_id("stSidebarNavLink").filter(has_text="Reconstruct").click()
    settled(window)
    window.locator("input[type=file]").set_input_files(ASTRONAUT)
    expect(window.locator(".fv-trio img")).to_have_count(3)


def select_on_the_map(window):
    window.get_by_test_id("stSidebarNavLink").filter(has_text="Latent map").click()
    expect(window.locator(".js-plotly-plot")).to_be_visible()
    settled(window)
    box(window)
    expect(window.get_by_role("heading", name=re.compile(r"^\d+ selected faces"))).to_be_visible()


def test_from_a_zip_of_photographs_to_faces_on_a_map(app, open_window):
    window = open_window()
    bring_in(window, app)
    train(window)
    reconstruct(window)
    select_on_the_map(window)
