import csv

import pytest
from PIL import Image

from facevae.errors import RunError
from facevae.training import export
from facevae.training.run import Run
from tests.training.support import asked


@pytest.fixture
def run():
    """A run that went on from step 20 and judged itself at step 30."""
    run = Run.create("run", asked())
    run.write_status({"state": "finished", "started": 1000.0, "step": 30})
    for step in (10, 20, 30):
        run.write_metrics({"step": step, "seconds": step / 2, "loss": 100.0 - step})
    run.go_on_from(20)
    run.write_metrics({"step": 30, "seconds": 15.0, "loss": 7.5})
    run.write_metrics({"step": 30, "seconds": 15.0, "validation_loss": 8.5})
    (run.folder / "samples").mkdir()
    Image.new("RGB", (16, 4), (255, 0, 0)).save(run.folder / "samples" / "step-00000020.png")
    return run


def test_csv_has_a_row_for_every_step_that_counts(run):
    rows = list(csv.DictReader(export.csv([run]).decode().splitlines()))
    assert [(row["step"], row["loss"], row["validation_loss"]) for row in rows] == [
        ("10", "90", ""),
        ("20", "80", ""),
        ("30", "7.5", ""),
        ("30", "", "8.5"),
    ]


def test_csv_of_several_runs_says_whose_each_row_is(run):
    other = Run.create("other", {"preset": "article"})
    other.write_metrics({"step": 1, "loss": 1.0, "kl": 2.5})
    lines = export.csv([run, other]).decode().splitlines()
    assert lines[0] == '"run","step","seconds","loss","validation_loss","kl"'
    assert lines[1].startswith('"run",10,') and lines[-1] == '"other",1,,1,,2.5'


def test_tensorboard_reads_back_what_was_logged(run):
    reading = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    folder = export.to_tensorboard(run)
    assert folder == run.folder / "tensorboard"
    found = reading.EventAccumulator(str(folder), size_guidance={reading.SCALARS: 0})
    found.Reload()
    loss = found.Scalars("loss/training")
    assert [(event.step, event.value, event.wall_time) for event in loss] == [
        (10, 90.0, 1005.0),
        (20, 80.0, 1010.0),
        (30, 7.5, 1015.0),
    ]
    assert [(event.step, event.value) for event in found.Scalars("loss/validation")] == [(30, 8.5)]
    picture = found.Images("faces/original_over_reconstruction")[0]
    assert (picture.step, picture.width, picture.height) == (20, 16, 4)
    assert b"beta" in found.Tensors("settings/text_summary")[0].tensor_proto.string_val[0]


def test_a_second_export_replaces_the_first(run):
    export.to_tensorboard(run)
    run.write_metrics({"step": 40, "seconds": 20.0, "loss": 5.0})
    folder = export.to_tensorboard(run)
    assert len(list(folder.iterdir())) == 1
    assert [path.name for path in run.folder.iterdir() if path.name.startswith(".")] == []


def test_a_run_that_logged_nothing_says_so():
    fresh = Run.create("fresh", {"preset": "article"})
    with pytest.raises(RunError, match="logged nothing yet"):
        export.csv([fresh])
    with pytest.raises(RunError, match="logged nothing yet"):
        export.to_tensorboard(fresh)
