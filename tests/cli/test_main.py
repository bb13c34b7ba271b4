"""The shell does the main job: generate, import, train, reconstruct, project, evaluate, list."""

import json
import os
import pkgutil
import signal
import subprocess
import sys

import pandas as pd
import pytest
from PIL import Image
from skimage.data import astronaut, lfw_subset

from facevae.cli.main import main


def call(capsys, *arguments):
    """(exit code, JSON or None, stderr) of one call."""
    code = main([*map(str, arguments), "--json"])
    captured = capsys.readouterr()
    return code, json.loads(captured.out) if code == 0 else None, captured.err


def test_the_main_job(capsys, tmp_path):
    assert (
        call(capsys, "generate", "--count", 60, "--size", 16, "--seed", 3, "--name", "drawn")[1]["faces"]
        == 60
    )
    tiny = ["--set", "steps=10", "--set", "size=16", "--set", "latent_dim=6"]
    _, trained, _ = call(capsys, "train", "--data", "drawn", "--preset", "article", *tiny, "--run", "mine")
    assert trained["state"] == "finished" and trained["step"] == 10

    photo = tmp_path / "a photograph.png"
    Image.fromarray(astronaut()).save(photo)
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff no picture")
    out = tmp_path / "out"
    code, result, _ = call(
        capsys, "reconstruct", photo, tmp_path / "broken.jpg", "--checkpoint", "mine", "--out", out
    )
    assert code == 0 and len(result["faces"]) == 1 and len(result["refused"]) == 1
    assert Image.open(result["faces"][0]["file"]).size == (48, 16)

    target = tmp_path / "map.parquet"
    for method in ("pca", "tsne"):
        drawn = ["--checkpoint", "mine", "--data", "drawn", "--method", method, "--distance", "cosine"]
        assert call(capsys, "project", *drawn, "--out", target)[1]["distance"] == "cosine"
        table = pd.read_parquet(target)
        assert len(table) == 60 and table["face_id"].is_unique and table[["x", "y"]].notna().all(axis=None)

    _, figures, _ = call(capsys, "evaluate", "--checkpoint", "mine", "--data", "drawn", "--split", "test")
    assert set(figures["reconstruction"]) >= {"psnr", "ssim", "mse"}
    assert figures["kl"] > 0 and figures["baseline"]["pca_psnr"] > figures["reconstruction"]["psnr"]

    assert [row["name"] for row in call(capsys, "list", "data")[1]] == ["drawn"]
    assert call(capsys, "list", "runs")[1][0]["state"] == "finished"
    assert "mine" in [row["name"] for row in call(capsys, "list", "checkpoints")[1]]


def test_importing_a_folder_counts_what_came_in_and_what_did_not(capsys, tmp_path):
    for number, face in enumerate(lfw_subset()[:6]):  # 25 px crops of real faces
        folder = tmp_path / "faces" / f"person {number % 3}"
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray((face * 255).astype("uint8")).save(folder / f"{number}.png")
    (tmp_path / "faces" / "person 0" / "empty.png").write_bytes(b"")
    code, result, _ = call(
        capsys, "import", tmp_path / "faces", "--name", "real", "--size", 16, "--crop", "none"
    )
    assert code == 0 and result["accepted"] == 6 and sum(result["refused"].values()) == 1


def test_ctrl_c_keeps_what_a_run_has_learned(capsys, monkeypatch):
    from facevae.training.trainer import Trainer

    real = Trainer.step

    def interrupted(self, pictures, step, labels):
        if step == 4:
            signal.raise_signal(signal.SIGINT)
        return real(self, pictures, step, labels)

    monkeypatch.setattr(Trainer, "step", interrupted)
    call(capsys, "generate", "--count", 20, "--size", 16, "--name", "drawn")
    tiny = ["--set", "steps=100", "--set", "size=16", "--run", "mine"]
    code, trained, _ = call(capsys, "train", "--data", "drawn", "--preset", "article", *tiny)
    assert code == 0 and trained["state"] == "stopped" and trained["step"] == 5
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert "mine" in [row["name"] for row in call(capsys, "list", "checkpoints")[1]]


def interrupted(monkeypatch, holder, name, at=1):
    """Let Ctrl-C be pressed during this call of a function."""
    real, calls = getattr(holder, name), []

    def pressed(*arguments, **settings):
        calls.append(name)
        if len(calls) == at:
            signal.raise_signal(signal.SIGINT)
        return real(*arguments, **settings)

    monkeypatch.setattr(holder, name, pressed)


def left(own_home):
    """Files that a verb has left in the cache, drafts among them."""
    cache = own_home / "cache"
    return sorted(path.relative_to(cache).parts[0] for path in cache.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("holder", "name", "at", "kept"),
    [
        ("facevae.latents.codec:Codec", "encode", 1, []),
        ("facevae.latents.codec:Codec", "encode", 2, ["latents"]),
        ("facevae.latents.maps", "fit", 1, ["latents"]),
        ("facevae.home", "write_through", 2, ["latents"]),  # the map's facts
        ("facevae.home", "write_through", 3, ["latents"]),  # its points
        ("facevae.latents.maps", "trust", 1, ["latents", "maps", "maps"]),
    ],
)
def test_ctrl_c_while_a_map_is_made_leaves_nothing_half_made(
    capsys, monkeypatch, own_home, tmp_path, holder, name, at, kept
):
    arguments = ["--checkpoint", "generated-64", "--data", "drawn", "--out", tmp_path / "map.parquet"]
    call(capsys, "generate", "--count", 300, "--size", 16, "--name", "drawn")
    interrupted(monkeypatch, pkgutil.resolve_name(holder), name, at)
    code, _, err = call(capsys, "project", *arguments)
    assert code == 130 and err.splitlines()[-1] == "Cancelled." and "Traceback" not in err
    assert left(own_home) == kept and not list(tmp_path.glob(".*"))
    assert call(capsys, "project", *arguments)[0] == 0 and (tmp_path / "map.parquet").exists()


@pytest.mark.parametrize(
    ("holder", "name", "at"),
    [
        ("facevae.latents.codec:Codec", "reconstruct", 1),
        ("facevae.evaluation.reconstruction", "_told_baseline", 1),
        ("facevae.home", "write_through", 1),
    ],
)
def test_ctrl_c_while_a_model_is_measured_leaves_no_report(
    capsys, monkeypatch, own_home, tmp_path, holder, name, at
):
    arguments = ["--checkpoint", "generated-64", "--data", "drawn", "--out", tmp_path / "report.json"]
    call(capsys, "generate", "--count", 60, "--size", 16, "--name", "drawn")
    interrupted(monkeypatch, pkgutil.resolve_name(holder), name, at)
    code, _, err = call(capsys, "evaluate", *arguments)
    assert code == 130 and err.splitlines()[-1] == "Cancelled." and "Traceback" not in err
    assert left(own_home) == [] and not (tmp_path / "report.json").exists()
    assert call(capsys, "evaluate", *arguments)[0] == 0 and (tmp_path / "report.json").exists()


def test_ctrl_c_before_a_verb_has_begun_is_told_as_well():
    pressed = """
import runpy, signal, sys
class Finder:
    def find_spec(self, name, *about):
        if name == "facevae.cli.queue":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Finder())
sys.argv = ["facevae", "list", "runs"]
runpy.run_module("facevae", run_name="__main__")
"""
    done = subprocess.run([sys.executable, "-c", pressed], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Cancelled.\n")


def test_on_a_terminal_the_end_takes_the_place_of_how_far_it_was(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["train", "--resume", "nothing"]) == 1
    assert capsys.readouterr().err.startswith("\r\x1b[Kerror: There is no run “nothing”")


def test_what_is_damaged_is_listed_as_such(capsys, own_home):
    call(capsys, "generate", "--count", 12, "--size", 16, "--name", "whole")
    call(capsys, "generate", "--count", 12, "--size", 16, "--name", "broken")
    (own_home / "data" / "broken" / "pixels.u8").write_bytes(b"")
    rows = {row["name"]: row for row in call(capsys, "list", "data")[1]}
    assert rows["whole"]["faces"] == 12 and "damaged" in rows["broken"]["error"]
    (own_home / "runs" / "half").mkdir(parents=True)
    (own_home / "runs" / "half" / "config.json").write_text("{")
    assert call(capsys, "list", "runs")[1][0]["state"] == "failed"
    code, _, err = call(capsys, "train", "--resume", "half")
    assert code == 1 and "settings of the run “half” are damaged" in err


def test_a_picture_is_never_replaced_by_its_reconstruction(capsys, tmp_path, monkeypatch):
    call(capsys, "generate", "--count", 20, "--size", 16, "--name", "drawn")
    tiny = ["--set", "steps=2", "--set", "size=16", "--run", "mine"]
    call(capsys, "train", "--data", "drawn", "--preset", "article", *tiny)
    Image.fromarray(astronaut()).save(tmp_path / "face.png")
    monkeypatch.chdir(tmp_path)
    arguments = ["--crop", "center", "--checkpoint", "mine", "--out", "."]
    code, result, _ = call(capsys, "reconstruct", "face.png", *arguments)
    assert code == 0 and result["faces"][0]["file"] == "face-2.png"
    assert Image.open("face.png").size == (512, 512)
    code, _, err = call(capsys, "reconstruct", "face.png", *arguments[:-1], "face.png")
    assert code == 1 and err == "error: “face.png”: File exists.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["train", "--data", "nothing", "--preset", "article"], "no face set “nothing”"),
        (["train", "--data", "nothing", "--set", "latentdim=3"], "latent_dim"),
        (["train", "--data", "nothing", "--set", "steps"], "key=value"),
        (["train"], "--data"),
        (["train", "--resume", "nothing"], "no run “nothing”"),
        (["evaluate", "--checkpoint", "nothing", "--data", "x"], "no face set “x”"),
        (["project", "--checkpoint", "nothing", "--data", "x", "--out", "y"], "no checkpoint “nothing”"),
        (["project", "--checkpoint", "generated-64", "--data", "x", "--out", "y"], "no face set “x”"),
        (["import", "nothing.zip", "--name", "x"], "nothing.zip"),
        (["generate", "--name", "../x"], "../x"),
        (["generate", "--count", 0], "0 faces"),
        (["generate", "--size", 4], "4 pixels"),
        (["train", "--data", "nothing", "--set", "seed=-1"], "seed is -1"),
    ],
)
def test_a_mistake_is_one_clear_line_and_an_exit_code(capsys, arguments, said):
    code, _, err = call(capsys, *arguments)
    assert code == 1
    assert err.startswith("error: ") and err.count("\n") == 1 and said in err


def test_every_verb_has_help_and_loads_no_heavy_library_for_it():
    verbs = ("generate", "import", "train", "reconstruct", "project", "evaluate", "list")
    verbs += ("verify", "identify", "enrol", "expression")
    for verb in verbs:
        with pytest.raises(SystemExit) as ended:
            main([verb, "--help"])
        assert ended.value.code == 0
    heavy = ("torch", "cv2", "sklearn", "umap", "streamlit")
    code = f"import sys, facevae.cli.main; print([m for m in {heavy} if m in sys.modules])"
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True
    )
    assert printed.stdout.strip() == "[]"


def test_progress_goes_to_stderr_and_the_result_to_stdout(tmp_path):
    command = [sys.executable, "-m", "facevae", "generate", "--count", "40", "--size", "16", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["faces"] == 40
    assert "left" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="its pipes break otherwise")
def test_a_reader_that_has_had_enough_and_a_terminal_without_letters_meet_no_traceback(own_home):
    (own_home / "runs" / "Zoë").mkdir(parents=True)
    (own_home / "runs" / "Zoë" / "config.json").write_text("{}")
    command = [sys.executable, "-m", "facevae", "list", "runs"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as work:
        work.stdout.close()
        assert work.stderr.read() == b"" and work.wait() == 1
    env = os.environ | {"PYTHONIOENCODING": "ascii"}
    told = subprocess.run(command, capture_output=True, env=env, check=True)
    assert told.stdout.startswith(rb"Zo\xeb") and told.stderr == b""
    told = subprocess.run([*command, "--json"], capture_output=True, env=env, check=True)
    assert json.loads(told.stdout)[0]["name"] == "Zoë"
