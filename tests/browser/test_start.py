"""The first minutes of a stranger."""

import re

from playwright.sync_api import expect

from facevae.dashboard.navigation import PAGES
from tests.browser.conftest import ROOT, go, serving, settled


def test_a_cold_deep_link_opens_its_page_and_home_shows_faces_by_itself(tmp_path, open_window):
    with serving(ROOT / "streamlit_app.py", tmp_path) as url:
        window = open_window()
        go(window, f"{url}/data")
        expect(window.get_by_role("heading", name="Data", exact=True)).to_be_visible()
        expect(window.get_by_test_id("stSidebarNavLink")).to_have_count(len(PAGES))

        window.get_by_test_id("stSidebarNavLink").filter(has_text="Home").click()
        expect(window.locator(".fv-faces img").first).to_be_visible()
        expect(window.locator("[data-testid=stCaptionContainer]", has_text="generated")).to_be_visible()
        expect(window.locator("input[aria-label=Faces]:enabled")).to_have_value("generated")


OVERHANG = """(() => { const main = document.querySelector('[data-testid=stMain]');
return main.scrollWidth - main.clientWidth })()"""
BACK = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"


def test_nothing_is_cut_off_and_the_theme_is_followed(studio, open_window):
    window = open_window()
    go(window, studio[0])
    for page in PAGES:
        window.get_by_test_id("stSidebarNavLink").filter(has_text=page.title).click()
        expect(window.get_by_role("heading", level=1)).to_have_text(
            "FaceVAE" if page.name == "home" else page.title
        )
        for scheme in ("light", "dark"):
            window.emulate_media(color_scheme=scheme)
            for width in (768, 390, 1280):
                window.set_viewport_size({"width": width, "height": 900})
                settled(window)
                assert window.evaluate(OVERHANG) <= 0, f"{page.title} at {width} px, {scheme}"
            lightness = sum(map(int, re.findall(r"\d+", window.evaluate(BACK))[:3])) / 3
            assert (lightness > 128) == (scheme == "light"), f"{page.title}, {scheme}"


def test_on_a_telephone_no_figure_is_broken_over_lines(studio, open_window):
    window = open_window(width=390)
    go(window, f"{studio[0]}/models")
    values = window.locator(".fv-card td:nth-child(2)")
    expect(values.first).to_be_visible()
    lines = (
        "(cells) => cells.map((cell) => cell.clientHeight / parseFloat(getComputedStyle(cell).lineHeight))"
    )
    assert max(values.evaluate_all(lines)) < 1.5
