"""Faces come from the prior, a slider moves one, and what is saved opens again to the same picture."""

import base64
import io
import re

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import go, settled

BENCH = ".fv-bench img"


def picture(window) -> str:
    """The face on the bench, once it is drawn."""
    expect(window.locator(BENCH)).to_have_attribute("src", re.compile("^data:image"))
    settled(window)
    return window.locator(BENCH).get_attribute("src")


def test_other_faces_come_and_a_walk_can_be_kept(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/generate")
    first = window.locator(".fv-pick img").first
    expect(first).to_be_visible()
    before = first.get_attribute("src")
    window.get_by_role("button", name="Draw others").click()
    expect(first).not_to_have_attribute("src", before)
    window.get_by_text("Between two faces").click()
    expect(window.get_by_text("Step of the walk")).to_be_visible()
    window.get_by_role("button", name="Save").first.click()
    with window.expect_download() as download:
        window.get_by_role("button", name="Moving picture (GIF)").click()
    with Image.open(download.value.path()) as image:
        assert image.n_frames > 10 and b'"kind": "walk"' in image.info["comment"]
    with window.expect_download() as download:
        window.get_by_role("button", name="Film (MP4)").click()
    assert played(window, download.value.path().read_bytes()) == ["ended", 256, 256]


PLAY = """
(source) => new Promise((told) => {
  const film = Object.assign(document.createElement("video"), { muted: true, src: source });
  film.onerror = () => told([film.error.message]);
  film.onended = () => told(["ended", film.videoWidth, film.videoHeight]);
  film.play();
})
"""


def played(window, film: bytes) -> list:
    """How the browser gets on with a film, and its size."""
    return window.evaluate(PLAY, f"data:video/mp4;base64,{base64.b64encode(film).decode()}")


def test_a_slider_moves_the_face_while_it_is_drawn_and_undo_brings_it_back(studio, open_window):
    window = open_window(height=1400)
    go(window, f"{studio[0]}/generate")
    before = picture(window)
    box = window.locator(".fv-bench input").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    window.mouse.move(x, y)
    window.mouse.down()
    for step in range(1, 11):
        window.mouse.move(x + 6 * step, y)
        window.wait_for_timeout(80)
    expect(window.locator(BENCH)).not_to_have_attribute("src", before)
    latency = window.locator(".fv-bench").get_attribute("data-latency")
    print(f"slider to picture: {latency} ms")
    window.mouse.up()
    settled(window)
    expect(window.get_by_role("button", name="Undo")).to_be_enabled()
    window.get_by_role("button", name="Undo").click()
    expect(window.locator(BENCH)).to_have_attribute("src", before)


def test_a_saved_face_opens_again_to_the_same_picture(studio, open_window, tmp_path):
    window = open_window(height=1600)
    go(window, f"{studio[0]}/generate")
    before = picture(window)
    window.get_by_role("button", name="Save", exact=True).click()
    with window.expect_download() as download:
        window.get_by_role("button", name="Picture (PNG)").click()
    file = tmp_path / "one.png"
    download.value.save_as(file)
    with Image.open(io.BytesIO(file.read_bytes())) as image:
        assert image.size == (512, 512) and "facevae" in image.info
        assert np.asarray(image)[480:, 380:].std() > 5  # the visible mark
    window.keyboard.press("Escape")
    window.get_by_role("button", name="Draw others").click()
    expect(window.locator(BENCH)).not_to_have_attribute("src", before)
    window.get_by_role("button", name="Open a saved file").click()
    window.locator("input[type=file]").last.set_input_files(file)
    expect(window.locator(BENCH)).to_have_attribute("src", before)
    expect(window.get_by_text("opened")).to_be_visible()


def test_an_edited_face_tells_its_own_score(studio, open_window):
    window = open_window(width=390)
    go(window, f"{studio[0]}/generate")
    window.get_by_text("Edit a face").click()
    expect(window.get_by_text("cosine 1.00 to the face as it was")).to_be_visible()
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert window.evaluate(wide) <= 0
