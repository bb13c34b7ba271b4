"""What can be done with a run on its page."""

import pytest

from facevae.training import dispatcher, launch, queue
from facevae.training.run import Run
from tests.pages.conftest import words


@pytest.fixture(autouse=True)
def undispatched(monkeypatch):
    """Runs wait in the queue, but no process begins to work on them."""
    monkeypatch.setattr(dispatcher, "wake", lambda: None)


@pytest.fixture
def opened(open_page, filled_home):
    """Opens a run on the Train page."""
    return lambda name: open_page("train", **{"train-open": name})


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def labels(app):
    return [button.label for button in app.button]


def test_a_waiting_run_says_its_place_and_moves(opened):
    for name in ("one", "two", "three"):
        launch.start("people", "article", {}, name)
    app = opened("two")
    assert "Number 2 of 3 in the queue" in words(app)
    press(app, "Sooner")
    assert queue.waiting() == ["two", "one", "three"] and "Next in the queue" in words(app)
    press(app, "Later")
    press(app, "Later")
    assert queue.waiting() == ["one", "three", "two"]
    assert next(button for button in app.button if button.label == "Later").disabled


def test_a_waiting_run_is_cancelled_and_may_wait_again(opened):
    launch.start("people", "article", {}, "one")
    app = opened("one")
    press(app, "Cancel")
    assert queue.waiting() == [] and "Cancelled" in words(app)
    press(app, "Go on")
    assert queue.waiting() == ["one"]


def test_a_run_is_renamed_and_stays_open(opened):
    app = opened("tiny")
    next(field for field in app.text_input if field.label == "Name").set_value("small")
    press(app, "Rename")
    assert Run.open("small").status()["state"] == "finished"
    assert app.session_state["train-open"] == "small" and "small" in words(app)


def test_a_name_that_is_taken_is_told(opened):
    Run.create("taken", {"preset": "article"})
    app = opened("tiny")
    next(field for field in app.text_input if field.label == "Name").set_value("taken")
    press(app, "Rename")
    assert "taken already" in app.error[0].value and Run.open("tiny")


def test_a_note_is_kept_and_shown_as_it_was_written(opened):
    app = opened("tiny")
    app.text_area[0].set_value("tries *less* beta")
    press(app, "Keep note")
    assert Run.open("tiny").note == "tries *less* beta"
    assert "tries \\*less\\* beta" in words(app)


def test_a_finished_run_trains_longer(opened):
    app = opened("tiny")
    next(field for field in app.number_input if field.label == "Epochs more").set_value(3)
    before = Run.open("tiny").status()
    press(app, "Train longer")
    assert queue.waiting() == ["tiny"]
    an_epoch = before["faces"] // 8  # in batches of 8
    assert Run.open("tiny").config["training"]["steps"] == before["steps"] + 3 * an_epoch


def test_a_copy_opens_the_form_with_the_settings_of_the_run(opened):
    app = opened("tiny")
    press(app, "Copy into a new run")
    assert app.radio(key="train-preset").value == "article"
    assert app.number_input(key="train-article-latent_dim").value == 8
    assert any("steps 12" in caption.value for caption in app.caption)


def test_a_copy_of_a_run_whose_faces_are_gone_says_so(opened, filled_home):
    (filled_home / "data" / "people").rename(filled_home / "data" / "other")
    app = opened("tiny")
    press(app, "Copy into a new run")
    assert "are gone" in app.error[0].value


def test_tensorboard_files_are_written_and_the_command_shown(opened, filled_home):
    app = opened("tiny")
    press(app, "For TensorBoard")
    folder = filled_home / "runs" / "tiny" / "tensorboard"
    assert list(folder.iterdir()) and str(folder) in app.code[0].value
