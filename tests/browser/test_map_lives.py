"""Between the points of the map in a real browser: who lives there, faces behind, ways, and placed faces."""

import re

from PIL import Image
from playwright.sync_api import expect

from facevae.data.faceset import FaceSet
from tests.browser.conftest import go, settled
from tests.browser.test_latent_map import drawn, range_of

EMPTIEST = """() => {
    const host = document.querySelector(".fv-map"), map = host.map, { x, y } = map.pixels();
    const plot = host.querySelector(".fv-plot"), box = plot.getBoundingClientRect();
    let best = [0, 0, 0];
    const [width, height] = [plot.clientWidth - 40, plot.clientHeight - 40];
    for (let px = 40; px < width; px += 20) for (let py = 40; py < height; py += 20) {
        let near = Infinity;
        for (let i = 0; i < map.data.count; i++)
            near = Math.min(near, Math.hypot(x(map.columns.x[i]) - px, y(map.columns.y[i]) - py));
        if (near > best[0] && near < 90) best = [near, box.left + 1 + px, box.top + 1 + py];
    }
    return best.slice(1);
}"""
OUTERMOST = """() => {
    const host = document.querySelector(".fv-map"), map = host.map, { x, y } = map.pixels(), c = map.columns;
    const box = host.querySelector(".fv-plot").getBoundingClientRect();
    const all = [...Array(map.data.count).keys()].sort((a, b) => c.x[a] - c.x[b]);
    return [all[0], all.at(-1)].map((i) => [box.left + 1 + x(c.x[i]), box.top + 1 + y(c.y[i])]);
}"""
INKED = """() => {
    const sheet = document.querySelector(".fv-under");
    const inks = sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height).data;
    let inked = 0;
    for (let i = 3; i < inks.length; i += 4) inked += inks[i] > 0;
    return (4 * inked) / inks.length;
}"""


def met(window, besides: str = "") -> str:
    """The picture of the face that lives at the cross, as soon as it is another one."""
    window.wait_for_function(
        """(besides) => {
            const card = document.querySelector(".fv-lives"), { src } = card.querySelector("img");
            return !card.hidden && src.startsWith("data:image") && src !== besides;
        }""",
        arg=besides,
        timeout=60_000,
    )
    return window.locator(".fv-lives img").get_attribute("src")


def test_a_click_on_an_empty_place_shows_who_lives_there_and_a_drag_changes_the_face(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    plot = drawn(window)
    window.mouse.click(*window.evaluate(EMPTIEST))
    first = met(window)
    expect(window.locator(".fv-lives p")).to_have_text(re.compile("among|beside|edge|far from any face"))
    expect(window.get_by_text(re.compile("^This face lives "))).to_be_visible()
    assert window.locator(".fv-told").inner_text() == ""
    window.locator("[data-tool=face]").click()
    before = range_of(window)
    window.mouse.move(plot["x"] + plot["width"] * 0.2, plot["y"] + plot["height"] * 0.5)
    window.mouse.down()
    second = met(window, first)
    delays = []
    for step in range(20):
        window.mouse.move(plot["x"] + plot["width"] * (0.2 + 0.03 * step), plot["y"] + plot["height"] * 0.5)
        window.wait_for_timeout(100)
        delays.append(int(window.locator(".fv-map").get_attribute("data-face-latency")))
    met(window, second)
    window.mouse.up()
    assert range_of(window) == before
    print("face under the pointer after ms:", sorted(delays))
    window.get_by_role("button", name="Put this face away").click()
    expect(window.locator(".fv-lives")).to_be_hidden()


def test_the_face_that_was_found_is_kept_and_opened(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    drawn(window)
    window.mouse.click(*window.evaluate(EMPTIEST))
    found = met(window)
    window.get_by_role("button", name="Keep on the shelf").click()
    expect(window.get_by_text("Kept on the shelf.")).to_be_visible()
    window.get_by_role("button", name="Open in Generate").click()
    expect(window.get_by_role("heading", name="Generate", exact=True)).to_be_visible()
    expect(window.locator(".fv-bench img")).to_have_attribute("src", found)
    expect(window.get_by_text("kept 1")).to_be_visible()


def test_faces_behind_the_points_stay_under_a_zoom(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    drawn(window)
    assert window.evaluate(INKED) == 0
    window.get_by_role("button", name="Faces behind").click()
    window.wait_for_selector(".fv-map[data-behind=drawn]")
    window.wait_for_timeout(300)
    assert 0.05 < window.evaluate(INKED) < 1
    before = window.evaluate("() => document.querySelector('.fv-map').map.behind.source")
    window.get_by_role("button", name="Nearer").click()
    window.wait_for_function(
        "(before) => document.querySelector('.fv-map').map.behind?.source !== before", arg=before
    )
    window.wait_for_timeout(300)
    assert window.evaluate(INKED) > 0.05
    window.get_by_role("button", name="Faces behind").click()
    window.wait_for_timeout(300)
    assert window.evaluate(INKED) == 0


def test_two_selected_faces_are_joined_on_the_map_and_by_a_strip(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    drawn(window)
    for number, at in enumerate(window.evaluate(OUTERMOST)):
        window.mouse.move(*at, steps=4)
        window.wait_for_timeout(300)
        if number:
            window.keyboard.down("Shift")
        window.mouse.click(*at)
        window.keyboard.up("Shift")
        settled(window)
    expect(window.get_by_role("heading", name="The way between the two")).to_be_visible()
    settled(window)
    assert window.evaluate("() => document.querySelector('.fv-map').map.data.path.length") == 9
    strip = window.locator(".fv-pick").first
    expect(strip.get_by_role("button")).to_have_count(9)
    middle = strip.get_by_role("button").nth(4)
    source = middle.locator("img").get_attribute("src")
    middle.click()
    expect(window.get_by_role("heading", name="Generate", exact=True)).to_be_visible()
    expect(window.locator(".fv-bench img")).to_have_attribute("src", source)


def test_a_picture_is_placed_with_its_spread_and_a_word_of_confidence(studio, open_window, tmp_path):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    drawn(window)
    Image.fromarray(FaceSet.open(studio[1] / "data" / "people").pixels[0]).save(tmp_path / "me.png")
    window.get_by_role("button", name="Place a face").click()
    window.get_by_text("They are cropped already").click()
    window.locator("input[type=file]").set_input_files(tmp_path / "me.png")
    expect(window.get_by_text(re.compile("It is well placed|Its place says little"))).to_be_attached()
    window.wait_for_function("() => document.querySelector('.fv-map')?.map?.data.placed.length === 1")
    placed = window.evaluate("() => document.querySelector('.fv-map').map.data.placed")
    assert placed[0]["label"] == "me" and len(placed[0]["cloud"]) == 48
    assert placed[0]["sure"]  # it is one of the known faces
