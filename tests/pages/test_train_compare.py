"""Several runs chosen in the table stand side by side."""

import json
import shutil

import pytest

from facevae.dashboard import compare_curves, run_panels
from facevae.training import dispatcher
from facevae.training.run import Run
from tests.pages.conftest import words


@pytest.fixture
def two(filled_home, monkeypatch):
    """The trained run, and a copy of it with another beta that did better."""
    monkeypatch.setattr(dispatcher, "wake", lambda: None)
    runs = filled_home / "runs"
    shutil.copytree(runs / "tiny", runs / "better")
    config = json.loads((runs / "better" / "config.json").read_text())
    config["training"]["beta"] = 0.25
    (runs / "better" / "config.json").write_text(json.dumps(config))
    Run.open("better").write_metrics({"step": 12, "seconds": 9.0, "validation_loss": -1e6})
    return ["tiny", "better"]


@pytest.fixture
def compared(open_page, two):
    return open_page("train", **{"train-open": "", "train-chosen-runs": two})


def table(app):
    return next(frame.value for frame in app.dataframe if "Beta" in frame.value.columns)


def test_one_run_alone_is_not_compared(open_page, two):
    app = open_page("train", **{"train-open": "", "train-chosen-runs": ["tiny"]})
    assert "Side by side" not in words(app) and "Choose two or more" in words(app)


def test_what_differs_and_how_well_each_does_stands_in_one_table(compared):
    assert not compared.exception and "Side by side" in words(compared)
    found = table(compared)
    assert list(found["Run"]) == ["tiny", "better"] and list(found["Beta"]) == [1.0, 0.25]
    assert "Learning rate" not in found.columns
    assert found["Validation loss"][1] == -1e6


def test_the_order_is_that_of_a_column(compared):
    compared.selectbox(key="compare-order").set_value("Validation loss").run()
    assert list(table(compared)["Run"]) == ["better", "tiny"]


def test_faces_of_each_run_stand_under_the_originals_once(compared):
    assert words(compared).count("Originals") == 1
    assert "**tiny**" in words(compared) and "**better**" in words(compared)


def test_event_files_of_all_are_written(compared, filled_home):
    next(button for button in compared.button if button.label == "For TensorBoard").click().run()
    assert not compared.exception
    assert all(list((filled_home / "runs" / name / "tensorboard").iterdir()) for name in ("tiny", "better"))
    assert any("--logdir" in code.value for code in compared.code)


def test_chosen_runs_are_deleted_after_a_second_click(compared, filled_home):
    next(button for button in compared.button if button.label == "Delete them").click().run()
    assert not compared.exception
    assert not (filled_home / "runs" / "tiny").exists() and not (filled_home / "runs" / "better").exists()


def test_the_browser_is_sent_all_lines_of_a_few_runs_and_fewer_of_many(two):
    panels = [panel for panel in run_panels.curves([]) if panel["title"] == "Loss"]
    sent = compare_curves.message(two, compare_curves.colours(2), panels)
    assert sent["panels"][0]["line"] == "loss" and sent["panels"][0]["dashed"] == "validation_loss"
    assert [run["name"] for run in sent["runs"]] == two
    assert sent["runs"][0]["lines"].keys() == {"loss", "validation_loss"}
    many = compare_curves.figures(panels[0], runs=50)
    assert many == {"line": "validation_loss", "dashed": ""}


def test_every_run_has_a_colour_of_its_own():
    for count in (1, 6, 7, 100):
        found = compare_curves.colours(count)
        assert len(set(found)) == count and all(len(colour) == 7 for colour in found)
