import io
import json
import shutil

import numpy as np
import pytest
from PIL import Image

from facevae.cli.main import main
from facevae.dashboard import jobs, navigation, recognise_charts, recognise_tests
from facevae.dashboard.recognise_links import EXPRESSION, HOW_GOOD, TAB, WHO
from facevae.data.faceset import FaceSet
from facevae.home import read_json, write_json
from facevae.latents.codec import Codec
from facevae.recognition import gallery, protocols, reports
from facevae.recognition.gallery import Gallery
from facevae.recognition.registry import PROTOCOLS
from tests.pages.conftest import home_of_people, words


@pytest.fixture(scope="session")
def parts_home(tmp_path_factory):
    """A home with the set `people` and the model `parts`, which has an identity and an expression part."""
    settings = {"steps": 6, "batch_size": 8, "latent_dim": 8, "validate_every": 6}
    parts = {"identity_dim": 4, "expression_dim": 2, "identity_weight": 1, "expression_weight": 1}
    return home_of_people(tmp_path_factory.mktemp("parts"), 240, "parts", settings | parts)


@pytest.fixture
def with_parts(own_home, parts_home):
    shutil.copytree(parts_home, own_home, dirs_exist_ok=True)
    return own_home


def measured(model: str, protocol: str) -> None:
    """Measure the model, as the page's own test does."""
    reports.write(protocols.run(Codec.load(model), FaceSet.open("people"), protocol))


@pytest.fixture
def known_model(with_parts):
    """The model `parts`, tested by pairs."""
    measured("parts", "verification")
    return "parts"


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def png(picture) -> bytes:
    content = io.BytesIO()
    Image.fromarray(np.asarray(picture)).save(content, "PNG")
    return content.getvalue()


def test_without_a_model_it_leads_to_training(open_page, no_shipped_models):
    app = open_page("recognise")
    assert not app.exception
    assert "No model yet" in words(app)


def test_without_faces_pictures_can_be_brought(open_page, with_parts):
    from facevae.data import faceset

    faceset.delete("people")
    app = open_page("recognise", active_model="parts")
    assert not app.exception
    assert app.file_uploader(key="same-first-files") and app.file_uploader(key="same-second-files")
    assert "Choose a face on both sides" in words(app)


def test_an_untested_model_says_so_instead_of_a_score(open_page, with_parts):
    app = open_page("recognise", active_model="parts")
    assert "was not tested yet" in words(app)
    assert "Their score" not in words(app)


def test_the_offered_test_runs_and_then_scores_are_told(open_page, with_parts):
    app = open_page("recognise", active_model="parts")
    press(app, "Test it on “people”")
    jobs.wait(f"test-parts-{Codec.load('parts').checkpoint.id}-{FaceSet.open('people').version}")
    app.run()
    assert not app.exception
    assert "Their score is" in words(app)


def test_the_decision_follows_the_threshold_with_its_error_rates(open_page, known_model):
    app = open_page("recognise", active_model=known_model)
    slider = next(slider for slider in app.slider if slider.label == "Threshold")
    slider.set_value(slider.min).run()
    assert "Taken for the same person" in words(app)
    assert "of one person are refused (FRR)" in words(app) and "on “people”" in words(app)
    slider = next(slider for slider in app.slider if slider.label == "Threshold")
    slider.set_value(slider.max).run()
    assert not app.exception
    assert "Taken for two people" in words(app)
    assert "A score is no proof" in words(app)


def test_own_pictures_are_compared_and_of_several_faces_one_is_chosen(open_page, known_model):
    app = open_page("recognise", active_model=known_model)
    pixels = FaceSet.open("people").pixels
    for side, count in (("same-first", 2), ("same-second", 1)):
        app.segmented_control(key=f"{side}-where").set_value("own").run()
        app.segmented_control(key=f"{side}-how").set_value("center").run()
        for number in range(count):
            app.file_uploader(key=f"{side}-files").upload(f"{side}-{number}.png", png(pixels[number]))
        app.run()
    assert not app.exception
    assert "2 faces: choose one" in words(app)
    assert "Their score is **1.00**" in words(app)


def test_a_picture_without_a_face_is_told(open_page, known_model):
    app = open_page("recognise", active_model=known_model)
    app.segmented_control(key="same-first-where").set_value("own").run()
    grey = np.full((120, 160, 3), 128, np.uint8)
    app.file_uploader(key="same-first-files").upload("wall.png", png(grey)).run()
    assert not app.exception
    assert "No face was found in wall" in words(app)


@pytest.fixture
def who(open_page, known_model):
    return open_page("recognise", active_model=known_model, **{TAB: WHO})


def test_a_gallery_is_made_filled_asked_emptied_and_deleted(who):
    assert "No gallery yet" in words(who)
    press(who, "Make a gallery")
    assert "Nobody is enrolled yet" in words(who)
    name = next(field.value for field in who.text_input if field.label == "Name" and field.value)
    press(who, next(button.label for button in who.button if button.label.startswith("Enrol ")))
    assert Gallery.open("people").people == [name]
    assert f"{name} is enrolled" in words(who)
    who.segmented_control(key="who-view").set_value("People").run()
    assert f"**{name}**" in words(who)
    press(who, "Remove")
    assert Gallery.open("people").people == []
    press(who, "Delete the gallery")
    assert gallery.names() == []
    assert "No gallery yet" in words(who)


def test_below_the_threshold_it_is_nobody(who):
    press(who, "Make a gallery")
    Gallery.open("people").enrol("Ada", FaceSet.open("people").pixels[:, ::-1])  # on their heads
    who.run()
    slider = next(slider for slider in who.slider if slider.label == "Threshold")
    slider.set_value(slider.min).run()
    assert "Most like Ada" in words(who)
    next(slider for slider in who.slider if slider.label == "Threshold").set_value(slider.max).run()
    assert not who.exception
    assert "Nobody who is enrolled" in words(who)


def test_the_shell_names_by_the_threshold_that_the_page_begins_with(who, known_model, tmp_path, capsys):
    press(who, "Make a gallery")
    pixels = FaceSet.open("people").pixels
    Gallery.open("people").enrol("Ada", pixels[:6])
    who.run()
    slider = next(slider for slider in who.slider if slider.label == "Threshold")
    assert "of strangers would be given a name, with 6 pictures enrolled" in words(who)
    Image.fromarray(pixels[0]).save(tmp_path / "face.png")
    asked = ["identify", str(tmp_path / "face.png"), "--gallery", "people", "--crop", "none"]
    assert main([*asked, "--checkpoint", known_model, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["threshold"] == slider.value


def test_a_bad_name_of_a_gallery_is_told(who):
    press(who, "Make a gallery")
    who.text_input(key="who-new-name").set_value("a/b").run()
    press(who, "Make it")
    assert "cannot be a gallery" in who.error[0].value


def test_a_model_without_expressions_says_so_and_offers_one_that_has_them(open_page, with_parts):
    app = open_page("recognise", active_model="generated-64", **{TAB: EXPRESSION})
    assert "was not taught to tell expressions" in app.info[0].value
    press(app, "Use “parts”")
    assert "was not tested yet" in words(app)


def test_a_model_that_was_taught_to_tell_people_apart_is_offered(open_page, with_parts):
    app = open_page("recognise", active_model="generated-64")
    assert "“generated-64” was not taught to tell people apart, “recognise-64” was." in words(app)
    press(app, "Use “recognise-64”")
    assert "was not taught to tell people apart" not in words(app)


def test_a_damaged_model_beside_does_not_stop_the_page(open_page, with_parts):
    for file in ("config.json", "card.json"):
        (with_parts / "runs" / "parts" / file).write_text("{")
    app = open_page("recognise", active_model="generated-64")
    assert not app.exception
    assert "was not taught to tell people apart" in words(app)


def test_expressions_are_told_with_what_they_are_worth(open_page, with_parts):
    measured("parts", "expression")
    app = open_page("recognise", active_model="parts", **{TAB: EXPRESSION})
    assert not app.exception
    assert "Most likely" in words(app) and "An expression is not a feeling" in words(app)
    assert "the model is right in" in words(app) and "were calibrated on people, validation, n = " in words(
        app
    )
    assert "points off on average" in words(app)


def test_a_model_that_tells_expressions_better_on_the_same_set_is_offered(open_page, with_parts):
    def card_of(name: str, value: float, measured_on: str) -> None:
        path = with_parts / "runs" / name / "card.json"
        figure = {"key": "expression.accuracy", "name": "right", "unit": "%", "n": 9}
        card = read_json(path)
        write_json(path, card | {"figures": [figure | {"value": value, "set": measured_on}]})

    measured("parts", "expression")
    shutil.copytree(with_parts / "runs" / "parts", with_parts / "runs" / "sharper")
    card_of("parts", 40.0, "people")
    card_of("sharper", 60.0, "others")
    app = open_page("recognise", active_model="parts", **{TAB: EXPRESSION})
    assert not app.exception
    assert "is right more often" not in words(app)
    card_of("sharper", 60.0, "people")
    app.run()
    assert "“sharper” is right more often: 60 % against 40 % (people)." in words(app)
    press(app, "Use “sharper”")
    assert app.session_state["active_model"] == "sharper"


def test_how_good_shows_the_card_and_says_what_is_untested(open_page, with_parts):
    app = open_page("recognise", active_model="parts", **{TAB: HOW_GOOD})
    assert "Reconstruction of held-out faces" in words(app)
    assert "was not tested on “people” yet" in words(app)


@pytest.mark.parametrize("passed_on", [False, True])
def test_a_test_stands_beside_its_baselines_also_one_that_the_model_came_with(
    open_page, with_parts, passed_on
):
    measured("parts", "all")
    if passed_on:
        (report,) = reports.of("parts", Codec.load("parts").checkpoint.id)
        shutil.rmtree(reports.folder())
        reports.export(report, with_parts / "runs" / "parts" / "reports" / "people.json")
    app = open_page("recognise", active_model="parts", **{TAB: HOW_GOOD})
    titles = app.segmented_control(key="test-view").options
    assert titles[0] == "The same person? (1:1)" and "Reconstruction" in titles
    views = [name for name, title in PROTOCOLS.items() if str(title) in titles]
    for name in views:
        app.segmented_control(key="test-view").set_value(name).run()
        assert not app.exception
        assert not (passed_on and "worst errors" in words(app))
        if name in recognise_charts.CHARTS:
            assert "eigenfaces" in words(app) and "chance" in words(app)
        assert name == "reconstruction" or "before scoring" in words(app)
    assert {"reconstruction", "probes"} <= set(views)


def test_the_question_stays_while_one_looks_at_other_pages(open_page, with_parts):
    app = open_page("recognise", active_model="parts", **{TAB: EXPRESSION})
    app.switch_page(navigation.path("models")).run()
    app.switch_page(navigation.path("recognise")).run()
    assert "was not tested yet" in words(app) and "how often it is right" in words(app)


def test_what_a_test_needs_is_known_of_a_set(with_parts):
    assert recognise_tests.can("verification", FaceSet.open("people"))


class OtherMaker:
    """Stands in for a recogniser that is an ONNX file: the mean colour of a face."""

    name, id, side = "other", "other-1", 32

    def embed(self, pictures):
        colour = pictures.reshape(len(pictures), -1, 3).mean(axis=1) - 127.5
        return (colour / np.linalg.norm(colour, axis=1, keepdims=True)).astype(np.float32)


def test_a_recogniser_of_other_makers_can_be_chosen_and_is_tested_by_itself(
    open_page, known_model, monkeypatch
):
    from facevae.recognition import onnx

    monkeypatch.setattr(onnx, "open_embedder", lambda name: OtherMaker())
    onnx.folder().mkdir(parents=True)
    (onnx.folder() / "other.onnx").write_bytes(b"")
    app = open_page("recognise", active_model=known_model)
    assert "Their score" in words(app)
    app.selectbox(key="recogniser").set_value("other").run()
    assert not app.exception
    assert "**“other” was not tested yet.**" in words(app)
    reports.write(protocols.run(OtherMaker(), FaceSet.open("people"), "verification"))
    app.run()
    assert not app.exception
    assert "Their score" in words(app)


def test_a_damaged_gallery_can_be_deleted(who):
    press(who, "Make a gallery")
    (gallery.galleries_dir() / "people" / gallery.FACTS).write_text("{")
    who.run()
    assert not who.exception
    assert "is damaged" in who.error[0].value
    press(who, "Delete the gallery")
    assert not (gallery.galleries_dir() / "people").exists()
    assert "No gallery yet" in words(who)
