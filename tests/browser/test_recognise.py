"""Faces are compared, people enrolled and found again, and a face's card leads here."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import go, settled
from tests.browser.pictures import ASTRONAUT


@pytest.fixture(scope="module")
def measured(studio):
    """The studio with its model tested on pairs of the faces it learned from, for want of others."""
    from facevae.data.faceset import FaceSet
    from facevae.latents.codec import Codec
    from facevae.recognition import protocols, reports

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FACEVAE_HOME", str(studio[1]))
        report = protocols.run(Codec.load("tiny"), FaceSet.open("people"), "verification", split="train")
        reports.write(report | {"options": {}})
    return studio[0]


def choose_tab(window, question):
    window.get_by_role("tab", name=question).click()
    settled(window)


def bring_own(window, place=0):
    window.get_by_text("My picture", exact=True).nth(place).click()
    settled(window)
    window.locator("input[type=file]").nth(place).set_input_files(ASTRONAUT)
    settled(window)


def test_a_photograph_is_like_itself(measured, open_window):
    window = open_window()
    go(window, f"{measured}/recognise")
    expect(window.get_by_role("heading", name=re.compile("^Taken for"))).to_be_visible()
    bring_own(window, 0)
    bring_own(window, 1)
    expect(window.get_by_text("Their score is 1.00")).to_be_visible()
    expect(window.get_by_role("heading", name="Taken for the same person")).to_be_visible()
    expect(window.locator(".js-plotly-plot")).to_be_visible()


def test_somebody_is_enrolled_found_again_and_forgotten(measured, open_window):
    window = open_window()
    go(window, f"{measured}/recognise")
    choose_tab(window, "Who is this?")
    window.get_by_role("button", name="Make a gallery").click()
    expect(window.get_by_text("Nobody is enrolled yet.")).to_be_visible()
    window.get_by_text("My pictures", exact=True).click()
    settled(window)
    window.locator("input[type=file]").set_input_files(ASTRONAUT)
    settled(window)
    window.get_by_label("Name").last.fill("Eileen")
    window.keyboard.press("Enter")
    window.get_by_role("button", name="Enrol 1 picture").click()
    expect(window.get_by_text("Eileen is enrolled with 1 picture.")).to_be_visible()
    bring_own(window)
    expect(window.get_by_role("heading", name="Most like Eileen")).to_be_visible()
    window.get_by_text("People (1)").click()
    settled(window)
    expect(window.get_by_text("Eileen · 1 picture")).to_be_visible()
    window.get_by_test_id("stPopoverButton").nth(1).click()
    window.get_by_role("button", name="Delete the gallery").click()
    expect(window.get_by_text("No gallery yet")).to_be_visible()


def test_the_card_of_a_face_leads_to_the_question(measured, open_window):
    window = open_window()
    go(window, f"{measured}/data")
    window.locator(".fv-pick button").nth(2).click()
    picture = window.locator(".fv-pick img").nth(2).get_attribute("src")
    window.get_by_role("dialog").get_by_role("button", name="Compare with another").click()
    expect(window.get_by_role("heading", name="Recognise")).to_be_visible()
    settled(window)
    first = window.locator(".fv-pick").first.locator("button[aria-pressed=true] img")
    expect(first).to_have_attribute("src", picture)
