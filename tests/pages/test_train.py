import shlex
import shutil

import pytest

from facevae.dashboard import navigation
from facevae.data import generated
from facevae.training import dispatcher, launch, queue
from facevae.training.run import Run
from tests.pages.conftest import words


@pytest.fixture
def unspawned(monkeypatch):
    """Runs wait in the queue, but nobody takes them out of it; gives their names."""
    monkeypatch.setattr(dispatcher, "wake", lambda: None)
    return queue.waiting


def button(app, label):
    return next(button for button in app.button if button.label == label)


def labels(app):
    return [button.label for button in app.button]


def test_without_faces_it_leads_to_them(open_page, no_shipped_models):
    app = open_page("train")
    assert not app.exception
    assert "Bring faces first" in words(app)
    assert labels(app) == ["Bring faces in"]


def test_a_run_starts_with_the_settings_of_the_form(open_page, filled_home, unspawned):
    app = open_page("train", **{"train-open": ""})
    assert not app.exception
    app.radio(key="train-preset").set_value("conv").run()
    app.number_input(key="train-conv-steps").set_value(40).run()
    assert "steps 40" in words(app)
    command = shlex.split(app.code[0].value)
    assert command[-4:] == ["--set", "steps=40", "--run", "people-conv"]
    button(app, "Start training").click().run()
    assert not app.exception
    run = Run.open("people-conv")
    assert run.config["training"]["steps"] == 40 and run.config["model"]["backbone"] == "conv"
    assert unspawned() == ["people-conv"]
    assert "people-conv" in words(app) and "Waiting" in words(app)


def test_bad_settings_and_taken_names_are_told_and_the_form_stays(open_page, filled_home, unspawned):
    app = open_page("train", **{"train-open": ""})
    app.number_input(key="train-article-size").set_value(4).run()
    button(app, "Start training").click().run()
    assert "size is 4" in app.error[0].value
    app.number_input(key="train-article-size").set_value(32).run()
    app.text_input(key="train-name-people-article").set_value("tiny").run()
    button(app, "Start training").click().run()
    assert "already is a run" in app.error[0].value
    assert not app.exception and not unspawned()


def test_settings_without_effect_are_greyed_out(open_page, filled_home):
    app = open_page("train", **{"train-open": ""})
    assert app.number_input(key="train-article-blocks").disabled
    assert not app.text_input(key="train-article-hidden").disabled


def test_a_finished_run_is_shown_and_its_model_can_be_used(open_page, filled_home):
    shutil.copytree(filled_home / "runs" / "tiny", filled_home / "runs" / "other")
    app = open_page("train", **{"train-open": "other", "active_model": "tiny"})
    assert not app.exception
    assert "Finished" in words(app)
    assert any("12 of 12" in bar.proto.text for bar in app.get("progress"))
    button(app, "Use this model").click().run()
    assert not app.exception
    assert "In use" in labels(app)


def test_a_failed_run_says_why_and_can_go_on(open_page, filled_home, unspawned):
    run = Run.open("tiny")
    run.write_status(
        run.status() | {"state": "failed", "reason": "Out of memory.", "remedy": "Lower batch_size."}
    )
    app = open_page("train", **{"train-open": "tiny"})
    assert "Out of memory" in app.error[0].value and "batch" in app.error[0].value
    button(app, "Go on").click().run()
    assert not app.exception
    assert unspawned() == ["tiny"]
    assert run.status()["state"] == "queued"


def test_a_run_that_passed_over_a_damaged_snapshot_says_so(open_page, filled_home):
    run = Run.open("tiny")
    run.write_status(
        run.status() | {"notice": "The snapshot of step 9 is damaged. The run goes on from step 8."}
    )
    app = open_page("train", **{"train-open": "tiny"})
    assert not app.exception
    assert any("goes on from step 8" in info.value for info in app.info)


def test_a_run_at_work_is_found_again_and_stopped(open_page, filled_home):
    launch.prepare("people", "article", {}, "busy")  # by this process, which lives
    app = open_page("train")
    assert "busy" in words(app) and "New run" in labels(app)
    button(app, "Stop").click().run()
    assert Run.open("busy").stop_requested() and not Run.open("busy").pause_requested()
    assert button(app, "Pause").disabled


def test_a_run_at_work_is_paused(open_page, filled_home):
    launch.prepare("people", "article", {}, "busy")
    app = open_page("train")
    button(app, "Pause").click().run()
    assert Run.open("busy").pause_requested()


def test_a_run_is_deleted_after_a_second_click(open_page, filled_home):
    app = open_page("train", **{"train-open": "tiny"})
    button(app, "Delete it").click().run()
    assert not app.exception
    assert not (filled_home / "runs" / "tiny").exists()
    assert "What to train" in [radio.label for radio in app.radio]


def test_pages_of_other_runs_survive_a_deleted_one(open_page, filled_home):
    app = open_page("train", **{"train-open": "gone"})
    assert not app.exception
    assert app.radio


def test_settings_and_the_name_stay_while_one_looks_at_other_pages(open_page, filled_home):
    app = open_page("train", **{"train-open": ""})
    app.number_input(key="train-article-epochs").set_value(7).run()
    app.text_input(key="train-name-people-article").set_value("mine").run()
    app.switch_page(navigation.path("models")).run()
    app.switch_page(navigation.path("train")).run()
    assert app.number_input(key="train-article-epochs").value == 7
    assert app.text_input(key="train-name-people-article").value == "mine"


def test_the_faces_to_learn_from_are_the_active_ones(open_page, filled_home):
    generated.make("others", 20, size=32)
    app = open_page("train", **{"train-open": "", "active_faces": "people"})
    assert app.selectbox(key="train-data").value == "people"
    app.selectbox(key="sidebar-faces").set_value("others").run()
    assert app.selectbox(key="train-data").value == "others"
    app.selectbox(key="train-data").set_value("people").run()
    assert app.selectbox(key="sidebar-faces").value == "people"


def test_a_run_with_a_damaged_line_in_its_metrics_is_shown_by_the_others(open_page, filled_home):
    path = filled_home / "runs" / "tiny" / "metrics.jsonl"
    path.write_bytes(b'[{"st\n' + path.read_bytes())
    app = open_page("train", **{"train-open": "tiny"})
    assert not app.exception and not app.error
    assert "PSNR on held-out faces" in words(app)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("status.json", b'[{"st\n'),
        ("config.json", b'[{"st\n'),
        ("config.json", b"{}"),
        ("status.json", b"{}"),
    ],
)
def test_a_damaged_run_is_told_and_can_be_deleted(open_page, filled_home, file, content):
    (filled_home / "runs" / "tiny" / file).write_bytes(content)
    app = open_page("train", **{"train-open": "tiny"})
    assert not app.exception
    assert "damaged" in app.error[0].value
    button(app, "Delete it").click().run()
    assert not app.exception
    assert not (filled_home / "runs" / "tiny").exists()
