from facevae.dashboard import navigation
from facevae.training import cards
from tests.pages.conftest import words


def test_without_models_it_leads_to_training(open_page, no_shipped_models):
    app = open_page("models")
    assert not app.exception
    assert app.subheader[0].value == "No models yet"


def test_a_card_has_figures_with_their_unit_and_their_faces(open_page, filled_home, no_shipped_models):
    app = open_page("models")
    assert not app.exception
    assert "dB PSNR" in words(app) and "faces of people, validation" in words(app)


def test_another_model_becomes_active_on_every_page(open_page, filled_home, no_shipped_models):
    (filled_home / "runs" / "tiny").rename(filled_home / "runs" / "older")
    import shutil

    shutil.copytree(filled_home / "runs" / "older", filled_home / "runs" / "newer")
    app = open_page("models", active_model="newer")
    app.button(key="use-older").click().run()
    assert app.selectbox(key="sidebar-model").value == "older"
    app.switch_page(navigation.path("home")).run()
    assert app.selectbox(key="sidebar-model").value == "older"


def test_own_models_can_be_deleted(open_page, filled_home, no_shipped_models):
    app = open_page("models")
    app.button(key="delete-tiny").click().run()
    assert not app.exception
    assert cards.names() == []
    assert app.subheader[0].value == "No models yet"


def test_a_damaged_card_is_told_and_the_others_stand(open_page, filled_home, no_shipped_models):
    import shutil

    shutil.copytree(filled_home / "runs" / "tiny", filled_home / "runs" / "broken")
    (filled_home / "runs" / "broken" / "card.json").write_text("{")
    app = open_page("models", active_model="tiny")
    assert not app.exception
    assert "damaged" in app.error[0].value
    assert "dB PSNR" in words(app)


def test_what_single_numbers_do_is_shown_on_demand(open_page, filled_home, no_shipped_models):
    app = open_page("models")
    assert "one number of the latent moved" not in words(app)
    app.toggle(key="models-traversals").set_value(True).run()
    assert not app.exception
    assert "one number of the latent moved" in words(app) and ">z" in words(app)
