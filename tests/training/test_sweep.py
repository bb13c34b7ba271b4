import pytest

from facevae.errors import ConfigError, FaceVAEError, RunError
from facevae.training import dispatcher, queue, run, sweep
from facevae.training.run import Run
from facevae.training.sweep import Span
from tests.training.conftest import TINY


@pytest.fixture
def unattended(monkeypatch):
    monkeypatch.setattr(dispatcher, "wake", lambda: None)


def test_a_grid_holds_every_combination_once():
    found = sweep.grid({"beta": ["1", "4"], "learning_rate": ["1e-4", "1e-3", "1e-2"]})
    assert len(found) == 6 == len({tuple(each.items()) for each in found})
    assert found[:2] == [
        {"beta": "1", "learning_rate": "1e-4"},
        {"beta": "1", "learning_rate": "1e-3"},
    ]


@pytest.mark.parametrize("fields", [{}, {"beta": Span(1, 4)}, {"beta": range(40), "clip": range(40)}])
def test_a_grid_without_end_or_of_nothing_is_refused(fields):
    with pytest.raises(ConfigError):
        sweep.grid(fields)


def test_drawn_settings_are_repeatable_distinct_and_within_their_bounds():
    fields = {"learning_rate": Span(1e-4, 1e-2), "latent_dim": Span(8, 64, whole=True), "kind": ["vae", "ae"]}
    found = sweep.random(fields, 50, seed=3)
    assert found == sweep.random(fields, 50, seed=3) != sweep.random(fields, 50, seed=4)
    assert len({tuple(each.items()) for each in found}) == 50
    assert all(1e-4 <= each["learning_rate"] <= 1e-2 and each["kind"] in ("vae", "ae") for each in found)
    assert all(isinstance(each["latent_dim"], int) and 8 <= each["latent_dim"] <= 64 for each in found)


def test_a_span_above_zero_is_drawn_by_order_of_magnitude():
    drawn = [each["rate"] for each in sweep.random({"rate": Span(1e-5, 1e-1)}, 400)]
    assert 0.4 < sum(value < 1e-3 for value in drawn) / 400 < 0.6


def test_no_more_are_drawn_than_there_are():
    assert len(sweep.random({"kind": ["vae", "ae"], "seed": ["1", "2"]}, 100)) == 4


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("1, 4,16", ["1", "4", "16"]),
        ("conv", ["conv"]),
        ("128,64; 256,128", ["128,64", "256,128"]),
        ("1e-4..1e-2", Span(1e-4, 1e-2)),
        ("0.5 .. 2", Span(0.5, 2)),
        ("8..64", Span(8, 64, whole=True)),
        ("-1..1", Span(-1, 1, whole=True)),
    ],
)
def test_what_is_written_is_a_list_or_a_span(text, means):
    assert sweep.values(text) == means


@pytest.mark.parametrize("text", ["", "1,,2", "4..1", "1..1"])
def test_what_means_nothing_is_refused(text):
    with pytest.raises(ConfigError):
        sweep.values(text)


def test_a_sweep_waits_in_the_queue(faces, unattended):
    found = sweep.grid({"beta": [str(value) for value in range(11)]})
    runs = sweep.enqueue("faces", "article", [TINY | each for each in found], "try")
    assert [each.name for each in runs] == [f"try-{number:02}" for number in range(1, 12)] == queue.waiting()
    assert [each.config["training"]["beta"] for each in runs] == list(range(11))
    assert {each.config["sweep"] for each in runs} == {"try"}


@pytest.mark.parametrize(
    ("settings", "error"),
    [({"beta": "-1"}, ConfigError), ({"betta": "1"}, ConfigError), ({"device": "cuda:99"}, ConfigError)],
)
def test_a_sweep_with_a_bad_run_begins_none(faces, unattended, settings, error):
    with pytest.raises(error):
        sweep.enqueue("faces", "article", [TINY, TINY | settings], "try")
    assert run.names() == [] and queue.waiting() == []


def test_a_sweep_whose_name_is_taken_leaves_what_was_there(faces, unattended):
    Run.create("try-2", {"preset": "article"})
    with pytest.raises(RunError, match="already is a run"):
        sweep.enqueue("faces", "article", [TINY, TINY], "try")
    assert run.names() == ["try-2"]
    with pytest.raises(FaceVAEError, match="no face set"):
        sweep.enqueue("nothing", "article", [TINY], "other")
