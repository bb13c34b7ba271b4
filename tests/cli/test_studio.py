import json

import numpy as np
import pytest
from PIL import Image

from facevae.cli.main import main
from facevae.data import generated
from facevae.latents import keeping, recipe
from tests.latents.made import codec, with_parts


@pytest.fixture
def runs(own_home):
    return own_home / "runs"


def told(capsys, *words: str) -> dict:
    capsys.readouterr()
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_what_was_drawn_is_made_again_from_its_file_alone(runs, tmp_path, capsys):
    codec(runs, "tiny", prior="mixture")
    first, second = tmp_path / "first.png", tmp_path / "second.png"
    told(capsys, "sample", "--checkpoint", "tiny", "--count", "5", "--refuse", "0.5", "--out", str(first))
    recipe = told(capsys, "again", str(first), "--out", str(second))
    assert recipe["faces"] == 5 and recipe["settings"]["refuse"] == 0.5
    assert first.read_bytes() == second.read_bytes()


def test_another_prior_is_fitted_to_a_set_and_its_faces_are_made_again(runs, tmp_path, capsys):
    coder = codec(runs, "tiny", prior="mixture")
    generated.make("faces", 60, size=16, seed=0)
    first, second = tmp_path / "first.npz", tmp_path / "second.npz"
    words = ["sample", "--checkpoint", "tiny", "--count", "3", "--temperature", "1", "--prior", "gaussian"]
    assert main([*words, "--out", str(first)]) == 1
    assert "Name another face set" in capsys.readouterr().err
    drawn = told(capsys, *words, "--data", "faces", "--out", str(first))
    assert (drawn["prior"], drawn["prior_of"]) == ("gaussian", "faces")
    again = told(capsys, "again", str(first), "--out", str(second))
    assert again["settings"]["prior"] == "gaussian" and again["settings"]["prior_of"] == "faces"
    made = keeping.read(first.read_bytes())
    assert (made.z != coder.draw(3, 0)).any()
    assert np.array_equal(keeping.read(second.read_bytes()).pictures(coder), made.pictures(coder))


def test_as_many_faces_as_a_file_holds_are_made_again_and_one_more_is_refused_at_once(runs, tmp_path, capsys):
    codec(runs, "tiny")
    file = tmp_path / "many.npz"
    told(capsys, "sample", "--checkpoint", "tiny", "--count", str(recipe.MOST), "--out", str(file))
    assert told(capsys, "again", str(file))["faces"] == recipe.MOST
    more = ["--count", str(recipe.MOST + 1), "--out", str(tmp_path / "more.npz")]
    assert main(["sample", "--checkpoint", "no such model", *more]) == 1
    assert "A file cannot hold 4,097 faces. Choose from 1 to 4,096." in capsys.readouterr().err


def test_a_picture_too_large_to_be_opened_again_is_not_written(runs, tmp_path, capsys, monkeypatch):
    codec(runs, "tiny")
    monkeypatch.setattr(keeping, "LARGEST_FILE", 10_000)
    file = tmp_path / "faces.png"
    assert main(["sample", "--checkpoint", "tiny", "--count", "40", "--out", str(file)]) == 1
    assert "A PNG of 40 faces is too large" in capsys.readouterr().err and not file.exists()


def test_a_face_with_other_expressions_each_with_its_score(runs, tmp_path, capsys):
    with_parts(runs, name="tiny", prior="mixture")
    picture, out = tmp_path / "me.png", tmp_path / "all.webp"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (40, 40, 3), np.uint8)).save(picture)
    words = ["edit", str(picture), "--crop", "none", "--checkpoint", "tiny", "--out", str(out)]
    edits = told(capsys, *words)
    assert len(edits["edits"]) > 1 and all(-1 <= one["cosine"] <= 1 for one in edits["edits"])
    kept = [one for one in edits["edits"] if one["expression"] == edits["from"]]
    assert kept[0]["cosine"] == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("file", ["faces.txt", "faces"])
def test_an_unknown_ending_is_told_before_any_work(tmp_path, capsys, file):
    assert main(["sample", "--checkpoint", "no such model", "--out", str(tmp_path / file)]) == 1
    assert "no known ending" in capsys.readouterr().err


def test_edits_are_judged_by_pixels(runs, capsys):
    from tests.recognition.support import people

    codec(runs, "tiny")
    people("moods")
    report = told(capsys, "judge-edits", "--checkpoint", "tiny", "--data", "moods")
    assert report["edited"]["n"] == report["unedited"]["n"] == 30
    assert report["real"]["read_as"] > 0.9 and report["judge"].startswith("fisherfaces")


def test_a_picture_without_a_face_is_named_with_what_to_do(runs, tmp_path, capsys):
    with_parts(runs, name="tiny", prior="mixture")
    picture = tmp_path / "wall.png"
    Image.new("RGB", (80, 80), (90, 90, 90)).save(picture)
    assert main(["edit", str(picture), "--checkpoint", "tiny", "--out", str(tmp_path / "x.png")]) == 1
    err = capsys.readouterr().err
    assert "wall.png" in err and "--crop center" in err


@pytest.mark.parametrize("word", ["nan", "inf", "much"])
def test_a_temperature_that_is_no_number_is_refused(runs, tmp_path, capsys, word):
    words = ["sample", "--checkpoint", "tiny", "--out", str(tmp_path / "x.png"), "--temperature", word]
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2 and word in capsys.readouterr().err
