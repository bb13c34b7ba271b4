"""What a run leaves behind for whoever watches it."""

import numpy as np
import pytest
import torch
from PIL import Image

from facevae.data.faceset import FaceSet
from facevae.training import diagnostics, launch, loop, recorder, samples, watch
from tests.training.conftest import TINY


def test_every_logged_step_tells_its_terms_and_the_gradient(train):
    rows = [row for row in train(log_every=2).metrics()[0] if "loss" in row]
    assert [row["step"] for row in rows] == [1, 2, 3, 4, 5, 6, 8, 10, 12]
    assert all(row["gradient_norm"] > 0 for row in rows)
    assert {"beta", "lr", "images_per_s"} <= rows[0].keys()


def test_a_limited_gradient_is_told_as_it_was_before(train):
    free = train("free").metrics()[0][0]["gradient_norm"]
    assert train("limited", clip=1e-3).metrics()[0][0]["gradient_norm"] == pytest.approx(free, rel=1e-5)


def test_the_machine_is_told_at_most_once_a_second(train, monkeypatch):
    rows = [row for row in train().metrics()[0] if "ram_mb" in row]
    assert len(rows) == 1 and rows[0]["step"] == 1
    assert rows[0]["ram_mb"] > 0 and rows[0]["ram_free_mb"] > 0 and rows[0]["disk_free_gb"] > 0
    monkeypatch.setattr(recorder, "MACHINE_SECONDS", 0.0)
    assert all("ram_mb" in row for row in train("often").metrics()[0] if "loss" in row)


def test_the_latents_of_held_out_faces_are_kept_through_the_run(train):
    run = train()
    folder = run.folder / "watch"
    assert watch.steps(folder) == [0, 6, 10, 12]
    faces = FaceSet.open("faces")
    held_out = faces.column("face_id").to_numpy()[faces.rows("validation")]
    assert [face_id for _, face_id in watch.read_faces(folder)] == list(held_out)
    first, last = watch.read(folder, 0), watch.read(folder, 12)
    assert first.mu.shape == last.mu.shape == (len(held_out), 6) and last.kl.shape == (6,)
    judged = run.metrics()[0][-1]
    assert judged["validation_kl"] == pytest.approx(last.kl.sum(), rel=1e-3)
    assert judged["active_units"] == watch.active_units(last.mu)


def test_what_is_kept_is_what_the_finished_model_says(train):
    from facevae.latents.codec import Codec

    run = train()
    faces = FaceSet.open("faces")
    mu = Codec.load(run.name).encode(np.asarray(faces.pixels[faces.rows("validation")])).mu
    np.testing.assert_allclose(watch.read(run.folder / "watch", 12).mu, mu, atol=0.02)


def test_a_plain_autoencoder_has_latents_in_use_but_no_kl_and_no_samples(train):
    run = train("ae", preset="article-ae")
    assert not watch.read(run.folder / "watch", 12).kl.any()
    assert not list((run.folder / "samples").glob("drawn-*"))


def test_new_faces_are_drawn_from_the_same_noise_through_the_whole_run(train):
    run = train()
    drawn = sorted((run.folder / "samples").glob("drawn-*.png"))
    assert [watch.step_of(path) for path in drawn] == [step for step, _ in run.samples()]
    assert Image.open(drawn[0]).size == (recorder.FIXED_FACES * 16, 16)
    config = loop.Loop(run, loop.silent).model_config
    assert torch.equal(samples.fixed_noise(8, config, 3), samples.fixed_noise(8, config, 3))
    assert not torch.equal(samples.fixed_noise(8, config, 3), samples.fixed_noise(8, config, 4))


def test_pictures_do_not_grow_without_bound(train, monkeypatch):
    monkeypatch.setattr(samples, "MOST", 5)
    run = train(samples_every=1)
    steps = [step for step, _ in run.samples()]
    assert len(steps) == 5 and steps[0] == 0 and steps[-1] == 12


def test_a_run_that_goes_on_from_a_snapshot_forgets_what_came_after_it(train, monkeypatch):
    run = train()
    for name in ("samples/step-00000099.png", "samples/drawn-00000099.png", "watch/step-00000099.npz"):
        (run.folder / name).write_bytes(b"of a future that did not come")
    launch.revive(run)
    loop.execute(run)
    assert run.samples()[-1][0] == watch.steps(run.folder / "watch")[-1] == 12


def test_recording_does_not_change_what_is_learned(train):
    from safetensors.torch import load_file

    seldom, often = train("seldom"), train("often", validate_every=1, samples_every=1, log_every=1)
    first, second = (load_file(run.folder / "model.safetensors") for run in (seldom, often))
    assert all(torch.equal(first[key], second[key]) for key in first)


def test_what_is_worth_a_look_stands_in_the_status(faces, monkeypatch):
    finding = diagnostics.Finding("collapse", "Nothing is used.", "Lower beta.")
    monkeypatch.setattr(diagnostics, "diagnose", lambda rows, *_: [finding])
    run = launch.prepare("faces", "article", TINY, "run")
    loop.execute(run)
    assert run.status()["warnings"] == [
        {"kind": "collapse", "what": "Nothing is used.", "advice": "Lower beta."}
    ]


@pytest.mark.parametrize("count", [0, 1, 511, 513, 700, 1023, 1025, 5000])
def test_watched_faces_are_taken_from_all_of_the_set(count):
    places = recorder.spread(count, 512)
    assert len(places.unique()) == len(places) == min(count, 512)
    if count:
        assert places[0] == 0 and count - places[-1] <= -(-count // 512)
