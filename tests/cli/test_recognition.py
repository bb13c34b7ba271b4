"""Recognition from the shell: evaluate's protocols, verify, identify, enrol, expression."""

import json

import numpy as np
import pytest
import torch
from PIL import Image

from facevae.cli.main import main
from facevae.models.config import ModelConfig
from facevae.models.vae import VAE
from facevae.recognition import gallery
from facevae.training.checkpoint import write
from tests.recognition.support import people


def call(capsys, *arguments):
    """(exit code, JSON or None, stderr) of one call."""
    code = main([*map(str, arguments), "--json"])
    captured = capsys.readouterr()
    return code, json.loads(captured.out) if code == 0 else None, captured.err


@pytest.fixture
def drawn(own_home, tmp_path, capsys):
    """People, an untrained checkpoint `parted` with all heads and one `plain` without, and some pictures."""
    faces = people("drawn")
    torch.manual_seed(0)
    for name, parts in (("parted", {"identity_dim": 4, "expression_dim": 3}), ("plain", {})):
        model = VAE(ModelConfig(backbone="mlp", size=16, latent_dim=12, **parts))
        write(own_home / "runs" / name, model, {}, {"title": name, "data": {"name": "drawn"}})
    for number in range(4):
        Image.fromarray(faces.pixels[number * 20]).save(tmp_path / f"{number}.png")
    Image.fromarray(np.full((80, 80, 3), 128, np.uint8)).save(tmp_path / "wall.png")
    return tmp_path


MODEL = ("--checkpoint", "parted", "--crop", "none")
BARE = ("evaluate", "--data", "bare", "--checkpoint", "parted")
EVALUATE = ("evaluate", "--data", "drawn", "--checkpoint")


def test_evaluate_gives_every_protocol_its_keys_with_n_and_baselines(capsys, drawn):
    code, told, err = call(capsys, *EVALUATE, "parted", "--protocol", "all")
    assert code == 0 and set(told["left_out"]) == {"disentanglement"}  # asks for hundreds of drawn faces
    assert {"accuracy", "auc", "eer", "tar_at_far", "n"} <= set(told["verification"])
    assert {"rank1", "rank5", "cmc", "n"} <= set(told["identification"])
    assert {"accuracy", "balanced_accuracy", "confusion", "labels", "n"} <= set(told["expression"])
    assert all("n" in probe for probe in told["probes"].values())
    assert {"psnr", "ssim", "n"} <= set(told["reconstruction"]) and told["baseline"]["pca_psnr"] > 0
    for protocol in ("verification", "identification", "expression", "probes"):
        assert protocol in told["baseline"] and protocol in told["baseline"]["eigenfaces"]
    assert err.index("leaks, verification") < err.index("reading faces")


def test_evaluate_tells_of_each_expression_how_much_is_found_and_right(capsys, drawn):
    code, told, _ = call(capsys, *EVALUATE, "parted", "--protocol", "expression")
    assert code == 0
    assert main([*EVALUATE, "parted", "--protocol", "expression"]) == 0
    lines = capsys.readouterr().out.splitlines()
    (neutral,) = [line for line in lines if line.startswith("    neutral ")]
    figures = told["expression"]
    assert f"recall {figures['recall'][0]:.3f}" in neutral and neutral.endswith("n = 30")
    shown = {label for label, row in zip(figures["labels"], figures["confusion"], strict=True) if sum(row)}
    assert {line.split()[0] for line in lines if " recall " in line} >= shown == {"neutral", "happiness"}


def test_evaluate_writes_a_report_that_may_be_passed_on(capsys, drawn):
    file = drawn / "reports" / "drawn.json"
    call(capsys, *EVALUATE, "parted", "--protocol", "verification", "--out", file)
    told = json.loads(file.read_text())
    assert told["verification"]["curves"]["far"] and "worst" not in file.read_text()


def test_two_pictures_are_compared_and_the_error_rates_told_once_measured(capsys, drawn):
    pictures = drawn / "0.png", drawn / "0.png"
    _, untested, _ = call(capsys, "verify", *pictures, *MODEL)
    assert untested["score"] == pytest.approx(1) and untested["same"] is untested["far"] is None
    call(capsys, "evaluate", "--checkpoint", "parted", "--data", "drawn", "--protocol", "verification")
    _, tested, _ = call(capsys, "verify", *pictures, *MODEL)
    assert tested["same"] is True and 0 <= tested["far"] <= 1 and tested["n"] > 0
    assert tested["above_impostors"] == 1 and 0 <= tested["above_genuine"] <= 1
    _, strict, _ = call(capsys, "verify", *pictures, *MODEL, "--threshold", 1.1)
    assert strict["same"] is False and strict["frr"] == 1


def test_who_is_enrolled_is_found(capsys, drawn):
    gallery.Gallery.create("g", size=16)
    for number, name in enumerate(("Ada", "Bo", "Cy")):
        enrolled = call(capsys, "enrol", name, drawn / f"{number}.png", "--gallery", "g", "--crop", "none")[1]
    assert enrolled == {"gallery": "g", "person": "Cy", "added": 1, "pictures": 1, "people": 3}
    ask = ("identify", drawn / "1.png", "--gallery", "g", *MODEL)
    _, untested, _ = call(capsys, *ask)
    assert untested["person"] is untested["threshold"] is untested["strangers_named"] is None
    assert untested["matches"][0] == {"person": "Bo", "score": pytest.approx(1)}
    assert main([*map(str, ask)]) == 0
    assert "nobody is named\nhow often “parted” errs was not measured" in capsys.readouterr().out
    call(capsys, "evaluate", "--checkpoint", "parted", "--data", "drawn", "--protocol", "verification")
    _, found, _ = call(capsys, *ask)
    assert found["person"] == "Bo" and found["strangers_named"] > 0 and 0 < found["known_named"] < 1
    _, strict, _ = call(capsys, *ask, "--threshold", found["threshold"])
    assert strict == found
    _, nobody, _ = call(capsys, "identify", drawn / "3.png", "--gallery", "g", *MODEL, "--threshold", 1.01)
    assert nobody["person"] is None and len(nobody["matches"]) == 3


def test_an_expression_has_probabilities(capsys, drawn):
    _, told, _ = call(capsys, "expression", drawn / "0.png", drawn / "1.png", *MODEL)
    assert len(told["faces"]) == 2 and told["calibrated_on"] is None
    for face in told["faces"]:
        assert sum(face["probabilities"].values()) == pytest.approx(1)
        assert face["expression"] == max(face["probabilities"], key=face["probabilities"].get)


def test_without_a_checkpoint_a_model_that_can_answer_is_asked(capsys, own_home, tmp_path):
    picture = tmp_path / "face.png"
    Image.fromarray(people("drawn").pixels[0]).save(picture)
    _, read, _ = call(capsys, "expression", picture, "--crop", "none")
    assert read["checkpoint"] == "expression-64" and len(read["faces"]) == 1
    _, told, _ = call(capsys, "verify", picture, picture, "--crop", "none")
    assert told["checkpoint"] == "recognise-64" and told["same"] is True and told["n"] > 900
    call(capsys, "enrol", "Ada", picture, "--gallery", "g", "--crop", "none")
    _, found, _ = call(capsys, "identify", picture, "--gallery", "g", "--crop", "none")
    assert found["checkpoint"] == "recognise-64" and found["person"] == "Ada"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["verify", "wall.png", "wall.png", "--checkpoint", "parted"], "“wall.png”: No face was found."),
        (["enrol", "Ada", "wall.png", "--gallery", "g"], "No face was found"),
        (["expression", "wall.png", "--checkpoint", "parted"], "No face was found"),
        (["expression", "0.png", "--checkpoint", "plain", "--crop", "none"], "“plain”"),
        (["identify", "0.png", "--gallery", "empty", *MODEL], "“empty” is empty"),
        (["identify", "0.png", "--gallery", "nothing", *MODEL], "no gallery “nothing”"),
        ([*EVALUATE, "plain", "--protocol", "expression"], "“plain”"),
        ([*EVALUATE, "plain", "--protocol", "identification", "--probe-where", "x"], "column=value"),
        (
            [*EVALUATE, "plain", "--protocol", "verification", "--pairs", "no.txt"],
            "no file of pairs “no.txt”",
        ),
        ([*EVALUATE, "plain", "--protocol", "probes", "--label", "age"], "no labels “age”"),
        (["evaluate", "--data", "drawn", "--checkpoint", "nobody"], "no checkpoint “nobody”"),
        (["evaluate", "--data", "nothing", "--checkpoint", "plain"], "no face set “nothing”"),
        (["enrol", "bad \udcff", "0.png", "--gallery", "g", "--crop", "none"], "takes a name"),
        ([*BARE, "--protocol", "verification"], "no labels “identity”"),
        ([*BARE, "--protocol", "identification"], "no labels “identity”"),
        ([*BARE, "--protocol", "expression"], "no expressions"),
        ([*BARE, "--protocol", "probes"], "no expressions"),
    ],
)
def test_a_mistake_is_one_clear_line_and_an_exit_code(capsys, drawn, monkeypatch, arguments, said):
    from facevae.data.writer import FaceSetWriter

    with FaceSetWriter("bare", 16) as writer:
        rows = [{"face_id": str(i), "split": ("train", "test")[i % 2]} for i in range(8)]
        writer.add(np.random.default_rng(0).integers(0, 256, (8, 16, 16, 3), dtype=np.uint8), rows)
    gallery.Gallery.create("empty")
    monkeypatch.chdir(drawn)
    code, _, err = call(capsys, *arguments)
    lines = [line for line in err.splitlines() if line.startswith("error: ")]
    assert code == 1 and len(lines) == 1 and said in lines[0] and "Traceback" not in err
    assert gallery.names() == ["empty"]
