import json
from dataclasses import asdict

from facevae.dashboard import pace
from facevae.training.presets import configure
from facevae.training.run import Run


def test_unknown_machines_are_not_guessed():
    assert pace.estimate("conv", 1000) is None


def test_time_follows_from_a_run_with_the_same_network():
    model, training = configure("conv")
    run = Run.create("before", json.loads(json.dumps({"model": asdict(model), "training": asdict(training)})))
    run.write_status({"state": "finished", "images_per_s": 100.0})
    assert pace.estimate("conv", 1200) == "about 10 min"  # 50 epochs of 1,200 faces at 100 a second
    assert pace.estimate("photo", 1200) is None


def test_a_latent_more_or_a_network_beside_it_has_a_time_of_its_own():
    model, training = configure("photo")
    older = {key: value for key, value in asdict(model).items() if key != "spatial_channels"}
    run = Run.create("before", json.loads(json.dumps({"model": older, "training": asdict(training)})))
    run.write_status({"state": "finished", "images_per_s": 100.0})
    assert pace.estimate("photo", 1200) == "about 8 min"
    for preset in ("detail", "photo-sharp", "recognise"):
        assert pace.estimate(preset, 1200) is None
