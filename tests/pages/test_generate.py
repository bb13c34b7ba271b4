import numpy as np
import pytest

from facevae.dashboard import jobs
from facevae.dashboard.studio_state import Standing
from facevae.data.faceset import FaceSet
from facevae.errors import Cancelled
from facevae.home import read_json, write_json
from facevae.latents import priors, recipe
from facevae.latents.codec import Codec
from tests.pages.conftest import words


@pytest.fixture
def page(open_page, filled_home):
    return open_page("generate", active_model="tiny")


@pytest.fixture
def page_of_many(open_page, filled_home):
    """With as many faces as a direction needs."""
    from facevae.data import generated

    generated.make("many", 120, size=32)
    return open_page("generate", active_model="tiny", active_faces="many")


def choose_view(app, view):
    app.segmented_control(key="gen-view").set_value(view).run()
    assert not app.exception


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def room(app):
    (only,) = app.session_state["studio"].values()
    return only


def test_without_a_model_it_leads_to_training(open_page, no_shipped_models):
    app = open_page("generate")
    assert not app.exception
    assert "No model yet" in words(app)


def test_a_sample_lies_on_the_bench_beside_the_nearest_known_faces(page):
    assert not page.exception
    known = len(FaceSet.open("people").rows("train"))
    assert f"the nearest of {known} faces of “people”" in words(page)
    assert room(page).now.origin["number"] == 0


def test_others_come_from_the_next_seed_and_undo_brings_the_first_back(page):
    first = room(page).now.base
    press(page, "Draw others")
    assert page.number_input(key="gen-seed").value == 1
    assert (room(page).now.base != first).any()
    press(page, "Undo")
    assert (room(page).now.base == first).all()
    press(page, "Redo")
    assert (room(page).now.base != first).any()


def test_a_kept_face_stays_on_the_shelf_in_every_view(page):
    press(page, "Keep")
    choose_view(page, "walk")
    assert len(room(page).shelf) == 1
    press(page, "Empty the shelf")
    assert not room(page).shelf


def test_a_walk_between_faces_of_the_set(page):
    choose_view(page, "walk")
    page.segmented_control(key="walk-source").set_value("set").run()
    assert not page.exception
    assert any(slider.label == "Step of the walk" for slider in page.slider)
    press(page, "Keep this step")
    assert room(page).shelf[0].origin["kind"] == "walk"


def test_an_edited_face_of_the_set_has_its_score(page):
    choose_view(page, "edit")
    assert "cosine 1.00 to the face as it was" in words(page)
    assert room(page).now.origin["kind"] == "edit" and not room(page).now.of_photograph


def test_a_plain_autoencoder_says_that_it_has_no_prior(open_page, filled_home):
    folder = filled_home / "runs" / "tiny"
    write_json(folder / "card.json", read_json(folder / "card.json") | {"kind": "ae"})
    app = open_page("generate", active_model="tiny")
    assert not app.exception
    assert "no prior" in app.info[0].value
    choose_view(app, "walk")
    assert any(slider.label == "Step of the walk" for slider in app.slider)


def test_without_faces_samples_still_come(open_page, filled_home):
    from facevae.data import faceset

    faceset.delete("people")
    app = open_page("generate", active_model="tiny")
    assert not app.exception
    assert "brought in on the Data page" in words(app)
    assert "Main differences are directions" in words(app)  # in place of features, which need labels
    choose_view(app, "edit")


@pytest.mark.parametrize("with_faces", [True, False])
def test_single_numbers_are_sorted_by_the_posteriors_of_faces(page, monkeypatch, with_faces):
    from facevae.data import faceset
    from facevae.latents import traversal

    asked, rank = [], traversal.rank
    monkeypatch.setattr(traversal, "rank", lambda codec, faces: asked.append(faces) or rank(codec, faces))
    if not with_faces:
        faceset.delete("people")
    page.segmented_control(key="studio-group").set_value("single").run()
    assert not page.exception and not page.error
    assert asked[0].logvar.std() > 0


def test_faces_are_drawn_from_the_prior_that_is_chosen_and_their_recipe_names_it(page):
    codec, only = Codec.load("tiny"), room(page)
    assert only.now.origin["prior"] == codec.prior
    own = only.now.base
    key = f"gen-prior-{codec.checkpoint.id}"
    page.selectbox(key=key).set_value("standard").run()
    assert not page.exception
    assert only.now.origin["prior"] == "standard" and "prior_of" not in only.now.origin
    assert (only.now.base != own).any()
    page.selectbox(key=key).set_value("mixture").run()
    jobs.wait(f"prior {codec.checkpoint.id} {FaceSet.open('people').version} mixture")
    page.run()
    assert not page.exception and not page.error
    assert (only.now.origin["prior"], only.now.origin["prior_of"]) == ("mixture", "people")
    assert "Drawn from “Eight Gaussians”, fitted to faces of “people”." in words(page)
    fitted = priors.of(codec, "mixture", FaceSet.open("people"))
    assert (only.now.base == fitted.draw(16, 0, 0.8)[0]).all()
    page.selectbox(key=key).set_value(codec.prior).run()
    assert (only.now.base == own).all()


def test_a_prior_whose_fitting_was_cancelled_waits_to_be_asked_for_again(page, monkeypatch):
    codec, only, fit = Codec.load("tiny"), room(page), priors.fit
    own = only.now.base

    def cancelled(*_):
        raise Cancelled

    monkeypatch.setattr(priors, "fit", cancelled)
    page.selectbox(key=f"gen-prior-{codec.checkpoint.id}").set_value("mixture").run()
    jobs.wait(f"prior {codec.checkpoint.id} {FaceSet.open('people').version} mixture")
    page.run()
    assert "Cancelled" in words(page) and (only.now.base == own).all()
    press(page, "Dismiss")
    assert "is not fitted to this model yet" in words(page)
    monkeypatch.setattr(priors, "fit", fit)
    press(page, "Fit it to “people”")
    jobs.wait(f"prior {codec.checkpoint.id} {FaceSet.open('people').version} mixture")
    page.run()
    assert only.now.origin["prior_of"] == "people"


def test_without_faces_to_fit_a_prior_to_the_models_own_draws(page):
    from facevae.data import faceset

    codec = Codec.load("tiny")
    faceset.delete("people")
    page.selectbox(key=f"gen-prior-{codec.checkpoint.id}").set_value("mixture").run()
    assert not page.exception and not page.error
    assert "There are no faces to fit “Eight Gaussians” to" in words(page)
    assert room(page).now.origin["prior"] == codec.prior


def test_a_saved_file_is_opened_to_the_same_face(page, filled_home):
    from facevae.latents import keeping

    codec = Codec.load("tiny")
    z = codec.draw(2, 9)
    made = recipe.make(codec, "sample", z, seed=9)
    page.file_uploader(key="studio-file").set_value(
        ("x.png", keeping.png(codec.decode(z), made), "image/png")
    )
    page.run()
    assert not page.exception
    assert (room(page).now.base == z[0]).all() and len(room(page).shelf) == 2


def test_the_score_compares_with_the_face_that_is_edited_not_with_the_picked_one(page, monkeypatch):
    from facevae.dashboard import studio_judge

    compared = []
    monkeypatch.setattr(studio_judge, "say", lambda room, before, picture: compared.append((before, picture)))
    codec = Codec.load("tiny")
    choose_view(page, "edit")
    picked, only = room(page).now.base, room(page)
    other = picked + 20 * codec.draw(1, 9)[0]
    as_picked, as_other = codec.decode(np.stack([picked, other]))
    assert (as_picked != as_other).any()

    def last_compared():
        page.run()
        before, now = compared[-1]
        return (before == as_other).all(), (now == as_other).all()

    only.put(Standing(other, {}, {"kind": "sample"}))
    assert last_compared() == (True, True)
    only.put(only.now.edited(picked, kind="mix"))
    assert last_compared() == (True, False)
    press(page, "Keep")
    press(page, "Undo")
    assert last_compared() == (True, True)
    only.put(only.shelf[-1].standing())
    assert last_compared() == (True, False)


def test_a_latent_of_parts_offers_them_and_takes_the_expression_over(open_page, filled_home):
    from tests.latents.made import with_parts

    with_parts(filled_home / "runs", name="parts", prior="mixture", size=32)
    app = open_page("generate", active_model="parts")
    assert not app.exception
    app.toggle(key="gen-person").set_value(True).run()
    assert not app.exception
    choose_view(app, "edit")
    assert "The identity part is kept as it is" in words(app)
    assert any(control.label == "What to take" for control in app.segmented_control)
    choose_view(app, "walk")
    assert len(app.pills(key="walk-parts").value) == 3


def test_a_set_of_one_face_serves_every_view(open_page, filled_home):
    from facevae.data import generated

    generated.make("one", 1, size=32)
    app = open_page("generate", active_model="tiny", active_faces="one")
    assert not app.exception
    for view in ("edit", "walk"):
        choose_view(app, view)
        assert not app.error


def test_a_model_whose_latents_are_no_numbers_is_told(open_page, filled_home, monkeypatch):
    from facevae.latents import store

    monkeypatch.setattr(
        store, "latents", lambda codec, faces, rows, progress=None: np.full((len(rows), 8), np.nan)
    )
    app = open_page("generate", active_model="tiny")
    assert not app.exception
    assert "not finite" in app.error[0].value


def test_a_photograph_is_judged_by_a_model_that_was_taught_to_tell_people_apart(open_page, filled_home):
    facts = filled_home / "data" / "people" / "facts.json"
    write_json(facts, read_json(facts) | {"kind": "photographs"})
    app = open_page("generate", active_model="tiny")
    choose_view(app, "edit")
    assert room(app).now.of_photograph
    assert "“recognise-64” says: still the same person" in words(app).replace("\\", "")
    assert "It reads" in words(app)


def test_each_sample_can_have_its_nearest_known_face_under_it(page):
    from facevae.dashboard.studio_sample import BESIDE

    page.toggle(key=BESIDE).set_value(True).run()
    assert not page.exception


def test_a_direction_found_otherwise_and_another_label_become_sliders(page_of_many):
    page = page_of_many
    labels = page.multiselect[0]
    assert labels.value and any(one.startswith("age") for one in labels.options)
    page.segmented_control(key="studio-how").set_value("logistic").run()
    assert not page.exception
    assert page.multiselect[0].key.endswith("-logistic")


def test_moved_glasses_are_read_from_the_pixels(page_of_many):
    page = page_of_many
    choose_view(page, "edit")
    only = room(page)
    only.put(Standing(only.now.base, {"features-glasses": 1.0}, only.now.origin))
    page.run()
    assert not page.exception
    assert "Read from pixels: **glasses**" in words(page)


def test_a_moved_label_that_the_set_does_not_know_is_a_plain_state(page_of_many):
    page = page_of_many
    choose_view(page, "edit")
    only = room(page)
    only.put(Standing(only.now.base, {"features-hat": 1.0, "features-glasses": 1.0}, only.now.origin))
    page.run()
    assert not page.exception and not page.error
    assert "Read from pixels: **glasses**" in words(page)
    assert "Not read, for too few faces here are labelled with it: hat." in words(page)


def test_a_face_is_mixed_with_another_by_a_share(page):
    choose_view(page, "edit")
    assert any(slider.label == "How much of it" for slider in page.slider)


def test_a_file_of_another_model_offers_it(page, filled_home):
    from facevae.latents import keeping
    from tests.latents.made import codec

    other = codec(filled_home / "runs", "other")
    made = recipe.make(other, "sample", other.draw(1, 9), seed=9)
    page.file_uploader(key="studio-file").set_value(("x.csv", keeping.csv(made), "text/csv")).run()
    assert not page.exception and not page.error
    press(page, "Use “other”")
    assert page.session_state["active_model"] == "other"


def test_a_file_of_a_model_that_is_gone_and_a_damaged_one_are_told(page, filled_home):
    from facevae.latents import keeping
    from tests.latents.made import codec

    gone = codec(filled_home / "elsewhere", "gone")
    made = recipe.make(gone, "sample", gone.draw(1, 9), seed=9)
    bad = recipe.make(gone, "sample", gone.draw(1, 9) * float("nan"), seed=9)
    for content, word in (
        (keeping.npz(made), "which is not here"),
        (keeping.csv(bad), "cannot be read"),
        (b"nonsense", "holds no recipe"),
    ):
        page.file_uploader(key="studio-file").set_value(("x.npz", content, "application/zip")).run()
        assert not page.exception
        assert word in page.error[0].value
