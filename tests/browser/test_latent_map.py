"""The map in a real browser: pictures under the pointer, selecting, and what stays while others change."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, go, serving, settled

HEADING = re.compile(r"^\d+ selected faces?")


def drawn(window) -> dict:
    """Where the map lies, as soon as it is drawn."""
    window.wait_for_selector(".fv-map[data-drawn]", timeout=60_000)
    settled(window)
    return window.locator(".fv-plot").first.bounding_box()


def box(window, share: float = 0.9):
    """Select the faces in the middle of the map."""
    plot = drawn(window)
    window.locator("[data-tool=box]").first.click()
    for press, at in ((window.mouse.down, 1 - share), (window.mouse.up, share)):
        window.mouse.move(plot["x"] + plot["width"] * at, plot["y"] + plot["height"] * at, steps=6)
        press()


def selected(window) -> int:
    heading = window.get_by_role("heading", name=HEADING)
    expect(heading).to_be_visible()
    settled(window)
    return int(heading.inner_text().split()[0])


def colour(window, column: str):
    """Colour by this column; the list would close again if the press had to scroll to it."""
    choice = window.get_by_test_id("stSelectbox").filter(has_text="Colour by").get_by_role("combobox")
    choice.scroll_into_view_if_needed()
    window.wait_for_timeout(300)
    choice.click()
    window.get_by_role("option", name=column).click()
    settled(window)


def point(window) -> tuple[float, float]:
    """Where on the screen one of the faces lies."""
    return window.evaluate("""() => {
        const host = document.querySelector(".fv-map"), map = host.map, { x, y } = map.pixels();
        const box = host.querySelector(".fv-plot").getBoundingClientRect();
        return [box.left + 1 + x(map.columns.x[0]), box.top + 1 + y(map.columns.y[0])];
    }""")


def range_of(window) -> list[float]:
    return window.evaluate("() => document.querySelector('.fv-chart')._fullLayout.xaxis.range")


def test_a_box_selects_faces_and_a_press_opens_one(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    box(window)
    count = selected(window)
    assert count > 10
    colour(window, "identity")
    assert selected(window) == count
    window.locator(".fv-pick button").first.click()
    expect(window.get_by_role("dialog")).to_contain_text("Identity")


def test_the_pointer_shows_a_face_and_a_click_selects_it(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    drawn(window)
    window.mouse.move(*point(window), steps=4)
    window.wait_for_function(
        "() => document.querySelector('.fv-tip i').style.backgroundImage.startsWith('url(\"data:image')"
    )
    window.mouse.down()
    window.mouse.up()
    assert selected(window) == 1
    expect(window.locator(".fv-told")).to_have_text("1 of 60 selected")
    window.get_by_role("button", name="Clear", exact=True).click()
    expect(window.get_by_role("heading", name=HEADING)).to_have_count(0)


def test_zoom_and_selection_stay_over_colours_and_pages(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    box(window, 0.7)
    count = selected(window)
    window.get_by_role("button", name="Go to selection").click()
    window.wait_for_timeout(500)
    zoomed = range_of(window)
    colour(window, "split")
    assert range_of(window) == zoomed
    window.get_by_test_id("stSidebarNavLink").filter(has_text="Models").click()
    settled(window)
    window.get_by_test_id("stSidebarNavLink").filter(has_text="Latent map").click()
    drawn(window)
    assert range_of(window) == zoomed and selected(window) == count
    window.get_by_role("button", name="Whole map").click()
    window.wait_for_timeout(500)
    assert range_of(window) != zoomed


def test_a_lasso_takes_what_lies_inside_and_shift_adds(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    plot = drawn(window)
    window.locator("[data-tool=lasso]").click()

    def lasso(*corners):
        for i, (x, y) in enumerate(corners):
            window.mouse.move(plot["x"] + plot["width"] * x, plot["y"] + plot["height"] * y, steps=3)
            if not i:
                window.mouse.down()
        window.mouse.up()

    lasso((0.02, 0.02), (0.5, 0.02), (0.5, 0.98), (0.02, 0.98), (0.02, 0.02))  # closed where it began
    left = selected(window)
    window.keyboard.down("Shift")
    lasso((0.5, 0.02), (0.98, 0.02), (0.98, 0.98), (0.5, 0.98))
    window.keyboard.up("Shift")
    expect(window.locator(".fv-told")).to_have_text("60 of 60 selected")
    assert 0 < left < 60 and selected(window) == 60


def test_the_selection_is_exported(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    box(window)
    count = selected(window)
    window.get_by_role("button", name="Export").click()
    with window.expect_download() as download:
        window.get_by_role("button", name="Table (CSV)").click()
    lines = download.value.path().read_text().splitlines()
    assert len(lines) == 1 + count and "map_x" in lines[0] and "expression" in lines[0]


def test_in_three_dimensions_the_camera_stays(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    drawn(window)
    window.get_by_role("button", name="Settings").click()
    window.get_by_text("3-D", exact=True).click()
    window.keyboard.press("Escape")
    window.wait_for_selector(".fv-map.fv-solid .fv-chart canvas", timeout=60_000)
    plot = drawn(window)
    window.mouse.move(plot["x"] + 300, plot["y"] + 300)
    window.mouse.down()
    window.mouse.move(plot["x"] + 420, plot["y"] + 340, steps=5)
    window.mouse.up()
    camera = (
        "() => Object.values(document.querySelector('.fv-chart')._fullLayout.scene._scene.getCamera().eye)"
    )
    window.wait_for_timeout(400)
    turned = window.evaluate(camera)
    assert turned != pytest.approx([1.4, 1.55, 0.8], abs=0.05)
    colour(window, "identity")
    window.wait_for_timeout(400)
    assert window.evaluate(camera) == pytest.approx(turned)


def beside(window, way: str) -> None:
    """Put a second map beside the first and wait until both are drawn."""
    window.get_by_role("button", name="Beside it").click()
    window.get_by_role("radiogroup", name="Beside this map").get_by_text(way, exact=True).click()
    settled(window)
    window.keyboard.press("Escape")
    count = 1 if way == "nothing" else 2
    there = "document.querySelectorAll('.fv-map[data-drawn]:not([inert])')"
    window.wait_for_function(f"() => {there}.length === {count}", timeout=60_000)
    settled(window)


def maps(window, what: str) -> list:
    """Something of each map, such as `marked` or `chosen`."""
    return window.evaluate(f"() => [...document.querySelectorAll('.fv-map')].map(({{ map }}) => map.{what})")


def test_two_maps_share_selection_pointer_and_legend(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    drawn(window)
    beside(window, "another method")
    box(window, 0.7)
    count = selected(window)
    expect(window.locator(".fv-told")).to_have_text([f"{count} of 60 selected"] * 2)
    assert window.locator(".fv-legend:visible").count() == 1
    window.mouse.move(*point(window), steps=4)
    window.wait_for_function("() => document.querySelector('.fv-second').map.marked === 0")
    first, second = maps(window, "chart._fullLayout.xaxis.range")
    window.locator(".fv-second").get_by_role("button", name="Nearer").click()
    window.wait_for_timeout(500)
    assert maps(window, "chart._fullLayout.xaxis.range")[0] == first
    assert maps(window, "chart._fullLayout.xaxis.range")[1] != second
    window.locator(".fv-kinds button[aria-pressed]").first.click()
    shown = "() => [...document.querySelectorAll('.fv-map')].map(({map}) => map.shown.length)"
    assert len(set(window.evaluate(shown))) == 1
    beside(window, "nothing")
    assert selected(window) == count


def test_a_tag_is_a_colour_and_excluded_faces_come_back(studio, open_window):
    window = open_window()
    go(window, f"{studio[0]}/latent_map")
    box(window, 0.7)
    count = selected(window)
    window.get_by_role("button", name="Tag", exact=True).click()
    window.get_by_label("New tags").fill("middle")
    window.keyboard.press("Enter")
    settled(window)
    window.get_by_role("button", name="Put on").click()
    expect(window.get_by_text(f"{count} faces tagged “middle”.")).to_be_visible()
    window.keyboard.press("Escape")
    colour(window, "tags")
    expect(window.locator(".fv-kinds")).to_contain_text(f"middle{count}")
    assert selected(window) == count
    window.get_by_role("button", name="Exclude", exact=True).click()
    expect(window.get_by_text(f"{count} faces left out of maps, training and evaluation")).to_be_visible()
    window.wait_for_selector(f".fv-map[data-drawn='{60 - count}']")
    window.get_by_role("button", name="Undo").click()
    window.wait_for_selector(".fv-map[data-drawn='60']")
    assert selected(window) == count


@pytest.fixture
def thinned(studio, browser):
    with serving(ROOT / "tests" / "browser" / "thinned_app.py", studio[1]) as url:
        yield url


def test_of_a_map_that_is_thinned_out_a_box_selects_also_the_faces_that_are_not_drawn(thinned, open_window):
    window = open_window()
    go(window, f"{thinned}/latent_map")
    drawn(window)
    assert maps(window, "data.count") == [20]
    expect(window.locator(".fv-kinds")).to_contain_text("happiness")
    counts = window.locator(".fv-kinds data").all_inner_texts()
    assert sum(map(int, counts)) == 60
    window.get_by_role("button", name="Farther").click()
    window.wait_for_timeout(500)
    box(window, 0.99)
    assert selected(window) == 60
    expect(window.locator(".fv-told")).to_have_text("60 of 60 selected")
    box(window, 0.6)
    middle = selected(window)
    inside = window.evaluate("""() => {
        const { map } = document.querySelector(".fv-map");
        return map.data.selection.hidden.length + map.chosen.reduce((sum, on) => sum + on, 0);
    }""")
    assert 0 < middle == inside < 60
    expect(window.locator(".fv-told")).to_have_text(f"{middle} of 60 selected")
    window.keyboard.down("Alt")
    box(window, 0.99)
    window.keyboard.up("Alt")
    expect(window.get_by_role("heading", name=HEADING)).to_have_count(0)
    window.locator(".fv-kinds button[aria-pressed]").first.click()
    box(window, 0.99)
    assert selected(window) == 60 - int(counts[0])
