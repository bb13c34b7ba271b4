import json
import math

import pytest

from facevae.dashboard import live, run_panels
from facevae.dashboard.live import Sent, news, series
from facevae.training.run import Run


@pytest.fixture
def run(tmp_path):
    return Run(tmp_path)


def log(run, *rows):
    with open(run.folder / "metrics.jsonl", "a") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def row(step, **more):
    return {"step": step, "loss": 10.0 - step, "kl": float(step)} | more


def test_the_first_message_has_everything_and_the_next_only_what_is_new(run):
    sent = Sent()
    log(run, *(row(step) for step in range(5)))
    assert news(run, sent)["series"]["loss"]["x"] == [0, 1, 2, 3, 4]
    log(run, row(5), row(6))
    message = news(run, sent)
    assert message["series"]["loss"] == {"n": [1, 2], "x": [5, 6], "y": [5.0, 4.0]}
    assert (message["first"], message["count"]) == (1, 3)


def test_what_was_sent_last_is_sent_once_more(run):
    sent = Sent()
    log(run, row(0))
    news(run, sent)
    log(run, row(1))
    news(run, sent)
    log(run, row(2))
    assert news(run, sent)["series"]["loss"]["n"] == [1, 2]
    assert news(run, sent)["series"]["loss"]["n"] == [2]
    assert news(run, sent)["series"] == {}


def test_long_runs_are_thinned_but_keep_their_extremes(run):
    log(run, *(row(step) for step in range(5000)), row(5000, loss=1e6))
    line = news(run, Sent())["series"]["loss"]
    assert len(line["x"]) <= live.POINTS and max(line["y"]) == 1e6


def test_every_figure_has_a_line_and_a_chart_but_what_is_told_elsewhere(run):
    log(run, row(1, epoch=0.1, seconds=2.0, tc=4.0, novelty_score=0.5, remark="new", gpu_percent=70.0))
    message = news(run, Sent())
    assert set(message["series"]) == {"loss", "kl", "tc", "novelty_score", "gpu_percent"}
    charts = [panel["training"] for panel in message["panels"]]
    assert {"loss", "kl", "tc", "novelty_score"} <= set(charts) and "gpu_percent" not in charts
    assert "gpu_percent" in [
        panel["training"] for panel in news(run, Sent(), panels=run_panels.machine)["panels"]
    ]


def test_a_chart_that_came_keeps_its_place(run):
    sent = Sent()
    log(run, row(1, novelty=1.0))
    before = news(run, sent)["panels"]
    log(run, row(2))
    assert news(run, sent)["panels"] == before


def test_a_run_that_goes_on_from_a_snapshot_is_told_from_there(run):
    sent = Sent()
    log(run, *(row(step) for step in range(10)))
    news(run, sent)
    log(run, {"goes_on_from": 5}, row(6), row(7))
    assert news(run, sent)["series"]["loss"]["x"] == [6, 7]
    assert news(run, Sent())["series"]["loss"]["x"] == [0, 1, 2, 3, 4, 5, 6, 7]


def test_validation_is_a_line_of_its_own_and_what_is_no_number_is_left_out():
    lines = series([{"step": 1, "loss": math.nan}, {"step": 2, "validation_loss": 3.0}])
    assert lines == {"validation_loss": {"n": [1], "x": [2], "y": [3.0]}}


def test_before_anything_is_logged_there_is_nothing_to_draw(run):
    assert news(run, Sent())["series"] == {}


def test_a_run_of_the_same_name_is_another_one_to_the_browser(run):
    log(run, row(0))
    assert news(run, Sent(), 1.0)["run"] != news(run, Sent(), 2.0)["run"]
