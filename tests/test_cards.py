"""What the cards of the shipped models claim, measured again from the shipped files."""

import json
import os
import shlex
from pathlib import Path

import pytest

from facevae.cli.main import main
from facevae.home import SHIPPED_CHECKPOINTS
from facevae.models.config import ModelConfig, build_config
from facevae.training.presets import configure

FOLDER = Path(os.environ.get("FACEVAE_TEST_DATA") or "nowhere")
CARDS = {path.parent.name: json.loads(path.read_text()) for path in SHIPPED_CHECKPOINTS.glob("*/card.json")}
MEASURED = {name: card for name, card in CARDS.items() if "sets" in card}
ALLOWED = {"dB PSNR": 0.1, "SSIM": 0.005, "%": 0.5, "AUC": 0.005}
REAL = ".zip"
NETWORK = ("backbone", "width", "blocks", "encoder_blocks", "dropout")


def read(report: dict, key: str) -> float:
    for part in key.split("."):
        report = report[part]
    return float(report)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """One home folder for all cards, with the sets that they name, brought in as they say."""
    folder = tmp_path_factory.mktemp("home")
    before = os.environ.get("FACEVAE_HOME")
    os.environ["FACEVAE_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["FACEVAE_HOME"]
    else:
        os.environ["FACEVAE_HOME"] = before


def bring(home: Path, command: str) -> None:
    """Run the command by which a card says that a set is made, unless the set is there."""
    words = shlex.split(command)
    if (home / "data" / words[words.index("--name") + 1]).exists():
        return
    words = [str(FOLDER / word) if word.endswith(REAL) else word for word in words]
    assert main(words) == 0


@pytest.mark.parametrize("name", CARDS)
def test_a_figure_says_on_what_and_how_it_was_measured(name):
    card = CARDS[name]
    assert card["title"] and card["terms"]
    for figure in card["figures"]:
        assert {"name", "value", "unit", "n", "set"} <= figure.keys()
        assert "sets" not in card or {"command", "key"} <= figure.keys()


def test_a_network_that_todays_preset_does_not_make_is_named_in_the_card():
    """Training by the preset's name would give another backbone."""
    for name, card in CARDS.items():
        config = json.loads((SHIPPED_CHECKPOINTS / name / "config.json").read_text())
        if preset := card.get("training", {}).get("preset"):
            today, own = configure(preset)[0], build_config(ModelConfig, config["model"])
            told = card["training"].get("network", "")
            unlike = [key for key in NETWORK if getattr(today, key) != getattr(own, key)]
            assert all(f"{key}={getattr(own, key)}" in told for key in unlike), name


def test_the_shipped_models_are_small_enough():
    sizes = [path.stat().st_size for path in SHIPPED_CHECKPOINTS.rglob("*") if path.is_file()]
    assert sum(sizes) <= 80e6
    (detector,) = (SHIPPED_CHECKPOINTS / "detector").glob("*.safetensors")
    assert detector.stat().st_size <= 1e6


@pytest.mark.slow
@pytest.mark.parametrize("name", MEASURED)
def test_measured_again_a_card_is_true(name, home, capsys):
    card = MEASURED[name]
    if any(REAL in command for command in card["sets"].values()) and not FOLDER.is_dir():
        pytest.skip("FACEVAE_TEST_DATA names no folder")
    for command in card["sets"].values():
        bring(home, command)
    reports: dict[str, dict] = {}
    wrong = []
    for figure in card["figures"]:
        command = figure["command"]
        if command not in reports:
            capsys.readouterr()
            assert main([*shlex.split(command), "--checkpoint", name, "--json"]) == 0
            reports[command] = json.loads(capsys.readouterr().out)
        value = read(reports[command], figure["key"]) * (100 if figure["unit"] == "%" else 1)
        if abs(value - figure["value"]) > ALLOWED[figure["unit"]]:
            wrong.append((figure["name"], figure["value"], value))
    assert not wrong
