import json
import shutil

import numpy as np
import pytest

from facevae.training import curves, lines
from facevae.training.curves import read
from facevae.training.run import Run


@pytest.fixture
def run():
    return Run.create("run", {"preset": "article"})


def log(run, steps, **figures):
    with open(run.folder / "metrics.jsonl", "a") as file:
        for step in steps:
            row = {"step": step, "seconds": 0.5 * step, "images": 32 * step}
            row |= {name: values(step) for name, values in figures.items()}
            file.write(json.dumps(row) + "\n")


def wave(step):
    return float(np.sin(step / 7) * step + (1e6 if step == 4321 else 0))


def same(one, other):
    assert one.offset == other.offset and one.lines.keys() == other.lines.keys()
    for name, line in one.lines.items():
        np.testing.assert_allclose(line.table, other.lines[name].table)
        assert line.last == other.lines[name].last


def test_short_runs_keep_every_point(run):
    log(run, range(1, 101), loss=wave)
    steps, values = read(run.folder).lines["loss"].points
    assert steps.tolist() == list(range(1, 101)) and values.tolist() == [wave(step) for step in range(1, 101)]


def test_long_runs_are_thinned_and_keep_their_extremes(run):
    log(run, range(1, 20_001), loss=wave)
    line = read(run.folder).lines["loss"]
    steps, values = line.points
    assert len(steps) <= 2 * lines.LIMIT + 1 and np.all(np.diff(steps) > 0)
    assert line.highest == (4321, wave(4321)) and values.max() == wave(4321)
    assert values.min() == min(wave(step) for step in range(1, 20_001))
    assert line.last == (20_000, wave(20_000))
    weighted = np.average(line.means[1], weights=line.table[:, lines.COUNT])
    assert weighted == pytest.approx(np.mean([wave(step) for step in range(1, 20_001)]))


def test_what_is_read_bit_by_bit_is_what_is_read_at_once(run, monkeypatch):
    monkeypatch.setattr(curves, "WORTH_KEEPING", 1)
    for start in range(1, 9001, 900):
        log(run, range(start, start + 900), loss=wave)
        log(run, [start + 899], validation_loss=wave)
        grown = read(run.folder)
    (run.folder / curves.FILE).unlink()
    monkeypatch.setattr(curves, "BLOCK", 5000)
    same(grown, read(run.folder))


def test_only_what_is_new_is_parsed(run, monkeypatch):
    log(run, range(1, 5001), loss=wave)
    whole = read(run.folder)
    assert (run.folder / curves.FILE).exists()
    parsed = []
    monkeypatch.setattr(curves, "_table", lambda block, of=curves._table: parsed.append(block) or of(block))
    same(whole, read(run.folder))
    assert not parsed
    log(run, [5001], loss=wave)
    assert read(run.folder).lines["loss"].last == (5001, wave(5001))
    assert sum(len(block.splitlines()) for block in parsed) == 1


def test_one_line_can_be_read_alone_and_the_others_summed_up(run):
    log(run, range(1, 5001), loss=wave, kl=wave)
    whole = read(run.folder).lines
    alone = read(run.folder, ["kl"]).lines
    assert alone["kl"].points[0].tolist() == whole["kl"].points[0].tolist()
    assert not len(alone["loss"].table) and alone["loss"].lowest == whole["loss"].lowest


@pytest.mark.parametrize("block", [200, curves.BLOCK])
def test_points_beyond_the_snapshot_that_a_run_went_on_from_do_not_count(run, monkeypatch, block):
    monkeypatch.setattr(curves, "BLOCK", block)
    monkeypatch.setattr(curves, "WORTH_KEEPING", 1)
    log(run, range(1, 41), loss=wave)
    read(run.folder)
    run.go_on_from(20)
    log(run, range(21, 31), loss=lambda step: -1.0)
    read(run.folder)
    run.go_on_from(25)
    log(run, range(26, 28), loss=lambda step: -2.0)
    steps, values = read(run.folder).lines["loss"].points
    assert steps.tolist() == list(range(1, 28))
    assert values[20:].tolist() == [-1.0] * 5 + [-2.0] * 2


def test_metrics_cut_at_every_byte_still_read(run):
    log(run, range(5), loss=wave)
    path = run.folder / "metrics.jsonl"
    content = path.read_bytes()
    for length in range(len(content) + 1):
        path.write_bytes(content[:length])
        found = read(run.folder)
        whole = content[:length].count(b"\n")
        assert len(found.lines["loss"].points[0]) == whole if whole else not found.lines


def test_damaged_lines_are_passed_over_and_no_numbers_left_out(run):
    log(run, [1, 2], loss=wave)
    with open(run.folder / "metrics.jsonl", "ab") as file:
        file.write(b'{"step": 3, "lo\x00\xff\n[1]\n{"step": 4, "loss": NaN}\n')
        file.write(b'{"step": 5, "loss": Infinity, "notice": "text"}\n')
        file.write(b'{"loss": 3.0}\n')
    log(run, [6], loss=wave, kl=wave)
    assert read(run.folder).lines["loss"].points[0].tolist() == [1, 2, 6]
    assert read(run.folder).lines["kl"].points[0].tolist() == [6]


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"format": 0}\n', b'{"format": 1, "offset": 9}\n', b"\xff\n"]
)
def test_a_damaged_file_of_curves_is_read_anew(run, content):
    log(run, range(1, 3001), loss=wave)
    whole = read(run.folder)
    (run.folder / curves.FILE).write_bytes(content)
    same(whole, read(run.folder))


def test_curves_of_other_metrics_are_not_taken_for_these(run):
    log(run, range(1, 5001), loss=wave)
    read(run.folder)
    (run.folder / "metrics.jsonl").unlink()
    log(run, [1], loss=wave)
    assert len(read(run.folder).lines["loss"].points[0]) == 1


def test_steps_can_be_counted_in_seconds_and_images(run):
    log(run, range(1, 11), loss=wave)
    found = read(run.folder)
    assert found.along(np.array([2, 3]), "seconds").tolist() == [1.0, 1.5]
    assert found.along(np.array([2, 3]), "images").tolist() == [64, 96]
    assert found.along(np.array([2, 3]), "step").tolist() == [2, 3]


def test_a_run_without_metrics_has_no_lines(run):
    assert read(run.folder).lines == {}
    shutil.rmtree(run.folder)
    assert read(run.folder).lines == {}
