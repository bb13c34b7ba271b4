import json

import pytest

from facevae.errors import RunError
from facevae.training.compare import compare
from facevae.training.run import Run
from tests.training.support import asked


@pytest.fixture
def two():
    """Two runs that differ in beta and in what they logged."""
    for name, beta in (("one", 1.0), ("two", 4.0)):
        run = Run.create(name, asked("conv", {"beta": beta}))
        run.write_status({"state": "finished", "step": 30, "steps": 30, "images_per_s": 50 * beta})
        for step in (10, 20, 30):
            run.write_metrics({"step": step, "seconds": step, "loss": abs(20 - step) + beta, "epoch": 1})
    run.write_metrics({"step": 30, "seconds": 30, "validation_psnr": 20.0})
    run.write_metrics({"step": 31, "seconds": 31, "validation_psnr": 19.0})


def test_runs_stand_side_by_side_in_the_order_asked_for(two):
    found = compare(["two", "one"])
    assert [row["run"] for row in found["runs"]] == ["two", "one"]
    assert [row["images_per_s"] for row in found["runs"]] == [200, 50]
    assert found["settings"] == {"beta": [4.0, 1.0]}


def test_the_best_is_the_least_of_a_loss_and_the_most_of_a_psnr(two):
    metrics = compare(["one", "two"])["metrics"]
    assert metrics["loss"][0] == {"last": 11.0, "step": 30, "best": 1.0, "best_step": 20}
    assert metrics["validation_psnr"] == [None, {"last": 19.0, "step": 31, "best": 20.0, "best_step": 30}]
    assert "seconds" not in metrics and "epoch" not in metrics


def test_it_is_plain_json(two):
    json.loads(json.dumps(compare(["one", "two"]), allow_nan=False))


def test_a_setting_that_an_older_run_does_not_know_was_at_its_default(two):
    older = asked("conv", {"beta": 1.0})
    del older["training"]["clip"]
    Run.create("older", older)
    assert compare(["one", "older"])["settings"] == {}


def test_a_run_named_twice_is_shown_once_and_an_unknown_one_told(two):
    assert len(compare(["one", "one"])["runs"]) == 1
    with pytest.raises(RunError, match="no run “none”"):
        compare(["one", "none"])
