"""The first minutes of a stranger."""

import re

import pytest
from playwright.sync_api import expect

from facevae.dashboard.navigation import PAGES, exists
from tests.browser.conftest import ROOT, go, serving, settled


def test_the_first_start_shows_faces_by_itself(tmp_path, open_window):
    with serving(ROOT / "streamlit_app.py", tmp_path) as url:
        window = open_window()
        window.goto(url)
        expect(window.locator(".fv-faces img").first).to_be_visible()
        expect(window.locator("[data-testid=stCaptionContainer]", has_text="generated")).to_be_visible()
        expect(window.get_by_label("Faces", exact=True)).to_have_value("generated")


def test_a_cold_deep_link_opens_its_page(tmp_path, open_window):
    with serving(ROOT / "streamlit_app.py", tmp_path) as url:
        window = open_window()
        go(window, f"{url}/data")
        expect(window.get_by_role("heading", name="Data", exact=True)).to_be_visible()
        expect(window.get_by_test_id("stSidebarNavLink")).to_have_count(
            sum(exists(page.name) for page in PAGES)
        )


OVERHANG = """(() => { const main = document.querySelector('[data-testid=stMain]');
return main.scrollWidth - main.clientWidth })()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_off_and_the_theme_is_followed(app, open_window, scheme):
    window = open_window(scheme=scheme)
    for page in PAGES:
        if not exists(page.name):
            continue
        go(window, app if page.name == "home" else f"{app}/{page.name}")
        for width in (1280, 768, 390):
            window.set_viewport_size({"width": width, "height": 900})
            settled(window)
            assert window.evaluate(OVERHANG) <= 0, f"{page.title} at {width} px"
    back = window.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    lightness = sum(map(int, re.findall(r"\d+", back)[:3])) / 3
    assert (lightness > 128) == (scheme == "light")
