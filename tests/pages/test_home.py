from facevae.dashboard import jobs
from tests.pages.conftest import at_work, words


def test_first_start_draws_faces_by_itself(open_page, own_home, no_shipped_models):
    app = open_page("home")
    assert not app.exception
    jobs.wait("first-faces")
    app.run()
    assert (own_home / "data" / "generated" / "facts.json").exists()
    assert "No model has learned to draw them yet" in words(app)


def test_faces_stand_over_what_the_model_makes_of_them(open_page, filled_home):
    app = open_page("home", active_model="tiny")
    assert not app.exception
    assert "dB PSNR on average (n = " in words(app)
    assert any("tiny" in line.value and "latents" in line.value for line in app.markdown)


def test_a_damaged_set_is_told_and_the_page_stands(open_page, filled_home):
    (filled_home / "data" / "people" / "pixels.u8").write_bytes(b"")
    app = open_page("home")
    assert not app.exception
    assert "damaged" in app.error[0].value
    assert app.selectbox(key="sidebar-faces").value == "people"


def test_while_the_first_faces_are_drawn_no_page_says_that_there_are_none(open_page, own_home):
    from facevae.dashboard import showcase

    with at_work(showcase.FIRST):
        for name in ("data", "train", "latent_map"):
            app = open_page(name)
            assert not app.exception and not app.subheader
            assert "appear here when all of them are there" in words(app)
