from facevae.cli.main import main
from facevae.data.generated.making import make
from facevae.training import diagnostics
from tests.training.conftest import TINY


def test_what_is_worth_a_look_is_told_beside_the_result(capsys, monkeypatch):
    found = [diagnostics.Finding("collapse", "Nothing is used.", "Lower beta.")]
    monkeypatch.setattr(diagnostics, "diagnose", lambda *_: found)
    make("faces", 60, size=16, seed=1)
    settings = [part for key, value in TINY.items() for part in ("--set", f"{key}={value}")]
    assert main(["train", "--data", "faces", "--preset", "article", "--run", "run", *settings]) == 0
    said = capsys.readouterr()
    assert "note: Nothing is used. Lower beta." in said.err and "Nothing" not in said.out
