import io

import numpy as np
import pytest
from PIL import Image

from facevae.dashboard import walk_view
from facevae.data.faceset import FaceSet
from facevae.home import read_json, write_json
from tests.pages.conftest import words


@pytest.fixture
def page(open_page, filled_home):
    return open_page("generate", active_model="tiny")


def choose_view(app, view):
    app.segmented_control(key="gen-view").set_value(view).run()
    assert not app.exception


def test_without_a_model_it_leads_to_training(open_page, no_shipped_models):
    app = open_page("generate")
    assert not app.exception
    assert "No model yet" in words(app)


def test_a_sample_stands_beside_the_nearest_known_face(page):
    assert not page.exception
    known = len(FaceSet.open("people").rows("train"))
    assert f"the nearest of {known} faces of “people”" in words(page)


def test_others_come_from_the_next_seed(page):
    next(button for button in page.button if button.label == "Draw others").click().run()
    assert not page.exception
    assert page.number_input(key="gen-seed").value == 1


def test_a_walk_between_faces_of_the_set(page):
    choose_view(page, "walk")
    page.segmented_control(key="walk-source").set_value("set").run()
    assert not page.exception
    assert any(slider.label == "Step of the walk" for slider in page.slider)


def test_a_plain_autoencoder_says_that_it_has_no_prior(open_page, filled_home):
    folder = filled_home / "runs" / "tiny"
    write_json(folder / "card.json", read_json(folder / "card.json") | {"kind": "ae"})
    app = open_page("generate", active_model="tiny")
    assert not app.exception
    assert "no prior" in app.info[0].value
    assert any(slider.label == "Step of the walk" for slider in app.slider)


def test_without_faces_samples_still_come(open_page, filled_home):
    from facevae.data import faceset

    faceset.delete("people")
    app = open_page("generate", active_model="tiny")
    assert not app.exception
    assert "brought in on the Data page" in words(app)


def test_the_gif_goes_there_and_back():
    pictures = np.zeros((5, 8, 8, 3), np.uint8)
    pictures[:, :, :, 0] = np.arange(5)[:, None, None] * 50
    with Image.open(io.BytesIO(walk_view.gif(pictures, side=16))) as image:
        assert image.n_frames == 8 and image.size == (16, 16)
