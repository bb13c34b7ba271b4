import pytest

from facevae.dashboard import jobs, navigation
from facevae.data import faceset
from facevae.recognition.protocols import disentanglement
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


def test_a_card_names_what_its_preset_has_otherwise(open_page, filled_home, no_shipped_models):
    told = words(open_page("models"))
    assert "where the preset “article” says otherwise today" in told
    assert "latent\\_dim 8" in told and "backbone mlp" not in told


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
    app.toggle(key="models-traversals-tiny").set_value(True).run()
    assert not app.exception
    assert "one number of the latent moved" in words(app) and ">z" in words(app)


@pytest.fixture
def few_drawn(monkeypatch):
    """A small set is drawn to measure with."""
    monkeypatch.setattr(disentanglement, "DRAWN", disentanglement.FEWEST)


def test_an_unmeasured_model_is_measured_on_drawn_faces_beside_pca(
    open_page, filled_home, no_shipped_models, few_drawn
):
    app = open_page("models")
    assert "Not measured yet" in words(app) and "MIG" not in words(app)
    app.button(key="measure-go-tiny").click().run()
    jobs.wait("measure-tiny")
    app.run()
    assert not app.exception
    assert "Not measured yet" not in words(app)
    assert "200 faces of the drawn set, measured here" in words(app)
    assert all(score in words(app) for score in ("MIG", "SAP", "DCI", "FactorVAE", "PCA of 8: "))
    assert faceset.names() == ["people"]  # the drawn set is none of the user's
    assert "one number of the latent moved" in words(app)


def test_what_the_shell_measured_is_on_the_card(open_page, filled_home, no_shipped_models, few_drawn, capsys):
    from facevae.cli.main import main

    assert main(["evaluate", "--checkpoint", "tiny", "--protocol", "disentanglement"]) == 0
    assert main(["evaluate", "--checkpoint", "tiny", "--data", "people"]) == 0
    told = words(open_page("models"))
    assert "200 faces of the drawn set, measured here" in told and "Not measured yet" not in told
    assert "of people, measured here" in told and "SSIM" in told


def test_a_measurement_can_be_cancelled_and_begun_again(
    open_page, filled_home, no_shipped_models, few_drawn, monkeypatch
):
    import threading

    begun, cancelled = threading.Event(), threading.Event()

    def endless(progress):
        while True:
            progress(1, 2, "Drawing faces")
            begun.set()
            cancelled.wait(0.01)

    monkeypatch.setattr(disentanglement, "drawn", endless)
    app = open_page("models")
    app.button(key="measure-go-tiny").click().run()
    assert begun.wait(10)
    app.button(key="cancel-measure-tiny").click().run()
    jobs.wait("measure-tiny")
    app.run()
    assert not app.exception
    assert app.button(key="measure-go-tiny")
