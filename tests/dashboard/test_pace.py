from facevae.dashboard import pace
from facevae.training.run import Run
from tests.training.support import asked


def test_unknown_machines_are_not_guessed():
    assert pace.estimate("conv", 1000) is None


def test_time_follows_from_a_run_with_the_same_network():
    run = Run.create("before", asked("conv"))
    run.write_status({"state": "finished", "images_per_s": 100.0})
    assert pace.estimate("conv", 1200) == "about 10 min"  # 50 epochs of 1,200 faces at 100 a second
    assert pace.estimate("photo", 1200) is None


def test_a_latent_more_or_a_network_beside_it_has_a_time_of_its_own():
    older = asked("photo")
    del older["model"]["spatial_channels"]
    run = Run.create("before", older)
    run.write_status({"state": "finished", "images_per_s": 100.0})
    assert pace.estimate("photo", 1200) == "about 8 min"
    for preset in ("detail", "photo-sharp", "recognise"):
        assert pace.estimate(preset, 1200) is None


def test_a_trial_times_its_preset_and_whatever_is_as_fast():
    pace.note("conv", {"beta": 2.0}, 100.0)
    assert pace.estimate("conv", 1200) == "about 10 min"
    assert pace.estimate("photo", 1200) is None
    pace.note("conv", {"width": 8}, 400.0)  # a smaller network says nothing of it
    assert pace.estimate("conv", 1200) == "about 10 min"
    pace.note("conv", {}, 50.0)
    assert pace.estimate("conv", 1200) == "about 20 min"


def test_what_is_known_of_trials_may_be_damaged(own_home):
    pace.note("conv", {}, 100.0)
    (own_home / "cache" / "paces.json").write_text('[{"at": 1}, 3, {"settings": [], "at": 1}]')
    assert pace.estimate("conv", 1200) is None
