import io

import numpy as np
import pytest
from PIL import Image

from facevae.dashboard import navigation
from facevae.data.faceset import FaceSet
from facevae.training import cards
from tests.pages.conftest import words


def png(picture) -> bytes:
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def page(open_page, filled_home):
    return open_page("reconstruct", active_model="tiny")


def upload(app, *files):
    for name, content in files:
        app.file_uploader(key="rec-files").upload(name, content)
    app.run()
    assert not app.exception
    return app


def metrics(app):
    return {metric.label: metric.value for metric in app.metric}


def test_without_a_model_it_leads_to_training(open_page, no_shipped_models):
    app = open_page("reconstruct")
    assert not app.exception
    assert "No model yet" in words(app)


def test_it_opens_on_a_face_of_the_set(page):
    assert not page.exception
    assert metrics(page).keys() == {"PSNR", "SSIM", "KL, nats", "Negative ELBO, nats"}
    assert "it was measured on" in words(page)


def test_a_face_already_cropped_is_used_as_it_is(page):
    face = FaceSet.open("people").pixels[0]
    page.segmented_control(key="rec-how").set_value("center").run()
    upload(page, ("me.png", png(np.array(face))))
    assert metrics(page)["PSNR"].endswith("dB")
    assert "Or one of these" not in words(page)


def test_a_picture_without_a_face_is_told_and_its_middle_offered(page):
    grey = np.full((120, 160, 3), 128, np.uint8)
    upload(page, ("wall.png", png(grey)))
    assert "No face was found in wall" in words(page)
    next(button for button in page.button if button.label == "Use its middle").click().run()
    assert not page.exception
    assert "No face was found" not in words(page)


def test_what_is_no_picture_is_told_and_the_others_are_shown(page):
    page.segmented_control(key="rec-how").set_value("center").run()
    face = png(np.array(FaceSet.open("people").pixels[0]))
    upload(page, ("notes.png", b"not a picture"), ("me.png", face))
    assert "not a picture" in page.error[0].value
    assert metrics(page)


def test_a_model_without_a_measured_spread_says_so(page, filled_home):
    from facevae.home import write_json

    card = cards.read("tiny")
    write_json(filled_home / "runs" / "tiny" / "card.json", {**card, "unusualness": None})
    page.run()
    assert not page.exception
    assert "not measured how unusual" in words(page)


def test_a_deleted_set_leaves_the_upload(open_page, filled_home):
    from facevae.data import faceset

    faceset.delete("people")
    app = open_page("reconstruct", active_model="tiny")
    assert not app.exception
    assert app.file_uploader


def test_the_same_picture_twice_is_one(page):
    grey = png(np.full((120, 160, 3), 128, np.uint8))
    upload(page, ("one.png", grey), ("two.png", grey))
    assert [button.label for button in page.button].count("Use its middle") == 1


def test_uploads_stay_while_one_looks_at_other_pages_and_can_be_removed(page):
    page.segmented_control(key="rec-how").set_value("center").run()
    upload(page, ("me.png", png(np.array(FaceSet.open("people").pixels[0]))))
    page.switch_page(navigation.path("models")).run()
    page.switch_page(navigation.path("reconstruct")).run()
    assert page.segmented_control(key="rec-how").value == "center"
    assert "me\\.png" in words(page) or "me.png" in words(page)
    assert "Or one of these" not in words(page)
    page.button(key="rec-remove").click().run()
    assert not page.exception
    assert "Or one of these" in words(page)


def test_a_very_unusual_face_may_be_shown_to_another_model(open_page, filled_home):
    app = open_page("reconstruct", active_model="tiny")
    app.segmented_control(key="rec-how").set_value("center").run()
    noise = np.random.default_rng(0).choice([0, 255], (32, 32, 3)).astype(np.uint8)
    upload(app, ("noise.png", png(noise)))
    tries = [button.key for button in app.button if button.key.startswith("rec-try-")]
    assert tries[0] == "rec-try-photo-64"  # the one whose card tells of the best reconstructions
    app.button(key="rec-try-photo-64").click().run()
    assert not app.exception
    assert app.selectbox(key="sidebar-model").value == "photo-64"
