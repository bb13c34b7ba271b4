import json

import pytest

from facevae.cli.main import main
from facevae.data.generated.making import make
from facevae.training import diagnostics
from facevae.training.run import Run
from tests.training.conftest import TINY
from tests.training.support import asked


def test_what_is_worth_a_look_is_told_beside_the_result(capsys, monkeypatch):
    found = [diagnostics.Finding("collapse", "Nothing is used.", "Lower beta.")]
    monkeypatch.setattr(diagnostics, "diagnose", lambda *_: found)
    make("faces", 60, size=16, seed=1)
    settings = [part for key, value in TINY.items() for part in ("--set", f"{key}={value}")]
    assert main(["train", "--data", "faces", "--preset", "article", "--run", "run", *settings]) == 0
    said = capsys.readouterr()
    assert "note: Nothing is used. Lower beta." in said.err and "Nothing" not in said.out


def test_what_a_run_costs_is_asked_of_a_set(capsys):
    assert main(["train", "--cost"]) == 1
    assert "--data" in capsys.readouterr().err


def test_a_figure_that_is_no_number_is_null_for_machines(capsys):
    broken = Run.create("broken", asked())
    broken.write_metrics({"step": 1, "loss": float("nan"), "kl": float("inf")})
    assert main(["runs", "show", "broken", "--json"]) == 0
    told = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(word))
    assert told["last"]["loss"] is None and told["last"]["step"] == 1
