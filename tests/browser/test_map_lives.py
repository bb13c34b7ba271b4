"""Between the points of the map in a real browser: who lives there, faces behind, ways, and placed faces."""

import re

from PIL import Image
from playwright.sync_api import expect

from facevae.data.faceset import FaceSet
from tests.browser.conftest import go, settled
from tests.browser.pictures import COFFEE
from tests.browser.test_latent_map import beside, drawn, maps, range_of

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


def place(window, studio, tmp_path) -> None:
    """Place the first face of the set, as a picture of the user's, on the map that is open."""
    Image.fromarray(FaceSet.open(studio[1] / "data" / "people").pixels[0]).save(tmp_path / "me.png")
    window.get_by_role("button", name="Place a face").click()
    settled(window)
    window.get_by_text("Cropped already").click()
    settled(window)
    window.locator("input[type=file]").set_input_files(tmp_path / "me.png")
    expect(window.get_by_text(re.compile("It is well placed|Its place says little"))).to_be_visible()
    expect(window.get_by_test_id("stFileUploader")).to_be_hidden()  # it does not cover the answer
    settled(window)


def test_a_picture_is_placed_with_its_spread_and_a_word_of_confidence(studio, open_window, tmp_path):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    drawn(window)
    place(window, studio, tmp_path)
    window.wait_for_function("() => document.querySelector('.fv-map')?.map?.data.placed.length === 1")
    placed = window.evaluate("() => document.querySelector('.fv-map').map.data.placed")
    assert placed[0]["label"] == "me" and len(placed[0]["cloud"]) == 48
    assert placed[0]["sure"]  # it is one of the known faces


def test_two_maps_stay_as_they_are_while_a_picture_is_placed(studio, open_window, tmp_path):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    drawn(window)
    beside(window, "another method")
    window.evaluate("() => document.querySelectorAll('.fv-map').forEach((map) => (map.seen = true))")
    place(window, studio, tmp_path)
    window.wait_for_function(
        "() => [...document.querySelectorAll('.fv-map')].every(({ map }) => map.data.placed.length === 1)"
    )
    assert (
        window.evaluate("() => [...document.querySelectorAll('.fv-map')].map((map) => map.seen)")
        == [True] * 2
    )


def test_a_picture_without_a_face_keeps_its_word_in_sight(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    drawn(window)
    window.get_by_role("button", name="Place a face").click()
    window.locator("input[type=file]").set_input_files(COFFEE)
    expect(window.get_by_text("No face was found in coffee.png.")).to_be_visible()
    window.get_by_role("button", name="Use its middle").click()
    expect(window.get_by_text(re.compile("It is well placed|Its place says little"))).to_be_visible()
    expect(window.get_by_test_id("stFileUploader")).to_be_hidden()


def in_space(window) -> None:
    """Have the map drawn in three dimensions."""
    window.get_by_role("button", name="Settings").click()
    window.get_by_text("3-D", exact=True).click()
    window.keyboard.press("Escape")
    window.wait_for_selector(".fv-solid[data-drawn]:not([inert]) .fv-chart canvas", timeout=60_000)
    settled(window)


NOTE_CONTEXTS = """() => {
    const ask = HTMLCanvasElement.prototype.getContext, contexts = new Set();
    HTMLCanvasElement.prototype.getContext = function (kind, ...how) {
        const context = ask.call(this, kind, ...how);
        if (context && kind.includes("webgl")) contexts.add(context);
        return context;
    };
    window.contexts = () => [...contexts].filter((context) => !context.isContextLost()).length;
}"""


def test_maps_that_are_gone_hold_nothing_of_the_browser(studio, open_window):
    window = open_window()
    window.add_init_script(f"({NOTE_CONTEXTS})()")
    go(window, f"{studio[0]}/latent_map")
    drawn(window)
    flat = window.evaluate("() => window.contexts()")
    assert flat > 0
    in_space(window)
    assert window.evaluate("() => window.contexts()") == 1
    window.get_by_test_id("stSidebarNav").get_by_role("link", name="Home").click()
    expect(window.locator(".fv-map")).to_have_count(0)
    window.wait_for_function("() => window.contexts() === 0")


OVER = """() => {
    const traces = document.querySelector(".fv-solid .fv-chart")?.data ?? [];
    return traces.slice(-2).map((trace) =>
        [trace.x.length, trace.z.every(Number.isFinite), [trace.marker.symbol].flat()[0]]);
}"""


def test_in_three_dimensions_a_placed_face_has_its_spread_and_is_hollow_where_it_is_not_sure(
    studio, open_window, tmp_path
):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    drawn(window)
    in_space(window)
    place(window, studio, tmp_path)
    window.wait_for_function(f"() => ({OVER})()[1]?.[0] === 1")
    (dots, placed, _), (_, _, mark) = window.evaluate(OVER)
    assert dots == 48 and placed and mark == "diamond"
    window.evaluate("""() => {
        const { map } = document.querySelector(".fv-map");
        map.data.placed[0].sure = false;
        return map.draw();
    }""")
    assert window.evaluate(OVER)[1][2] == "diamond-open"


HIGHEST = """() => {
    const host = document.querySelector(".fv-map"), map = host.map, { z } = map.columns;
    const box = host.querySelector(".fv-plot").getBoundingClientRect();
    const rows = [...z.keys()].sort((a, b) => z[a] - z[b]);
    const spots = [rows[0], rows.at(-1)].map((row) => map.spot(row));
    return spots.map(([x, y]) => [box.left + 1 + x, box.top + 1 + y]);
}"""


def test_in_three_dimensions_a_click_selects_and_shift_adds(studio, open_window):
    window = open_window(height=1000)
    go(window, f"{studio[0]}/latent_map")
    drawn(window)
    in_space(window)
    for number, at in enumerate(window.evaluate(HIGHEST)):
        window.keyboard.down("Shift") if number else None
        window.mouse.move(*at, steps=4)
        window.wait_for_timeout(1000)
        window.mouse.down()
        window.wait_for_timeout(200)
        window.mouse.up()
        window.keyboard.up("Shift")
        expect(window.locator(".fv-told")).to_have_text(f"{number + 1} of 60 selected")
        settled(window)


def test_a_picture_and_a_way_are_on_both_maps_each_by_its_own_model(studio, open_window, tmp_path):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    drawn(window)
    beside(window, "another model")
    drawn(window)
    for number, at in enumerate(window.evaluate(OUTERMOST)):
        window.keyboard.down("Shift") if number else None
        window.mouse.move(*at, steps=4)
        window.wait_for_timeout(300)
        window.mouse.click(*at)
        window.keyboard.up("Shift")
        settled(window)
    expect(window.get_by_text("The line on the second map is the way that its own model")).to_be_visible()
    place(window, studio, tmp_path)
    window.wait_for_function(
        "() => [...document.querySelectorAll('.fv-map')].every(({ map }) => map?.data.placed.length === 1)"
    )
    (first, its), (second, other) = maps(window, "data.placed[0].at"), maps(window, "data.path")
    assert first != its and len(second) == len(other) == 9 and second != other
    ends = window.evaluate("""() => [...document.querySelectorAll('.fv-map')].map(({ map }) => {
        const chosen = [...map.chosen.keys()].filter((row) => map.chosen[row]);
        const gap = (at, row) => Math.hypot(at[0] - map.columns.x[row], at[1] - map.columns.y[row]);
        const ends = [map.data.path[0], map.data.path[8]];
        return Math.max(...chosen.map((row) => Math.min(...ends.map((end) => gap(end, row)))));
    })""")
    assert max(ends) < 0.01  # both ways begin and end at the selected faces
