"""The settings of a new run, in sections behind a fold."""

import pytest

from facevae.dashboard import setting_fields
from facevae.training.presets import MAIN, PRESETS


def widgets(app, preset):
    every = [*app.number_input, *app.selectbox, *app.checkbox, *app.text_input]
    return {widget.key.removeprefix(f"train-{preset}-"): widget for widget in every if widget.key}


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_shows_every_setting_as_the_preset_has_it(open_page, filled_home, preset):
    app = open_page("train", **{"train-open": "", "train-more": True, "train-preset": preset})
    assert not app.exception and app.radio(key="train-preset").value == preset
    shown, own = widgets(app, preset), setting_fields.of_preset(preset)
    assert shown.keys() >= setting_fields.NAMES
    for name, value in own.items():
        expected = ", ".join(map(str, value)) if isinstance(value, tuple) else value
        assert shown[name].value == expected
    assert not any("Changed from the preset" in caption.value for caption in app.caption)


def test_the_main_presets_stand_first_and_the_others_behind_a_fold(open_page, filled_home):
    app = open_page("train", **{"train-open": ""})
    titles = {key: f"**{preset.title}**" for key, preset in PRESETS.items()}
    main = [titles[key] for key in MAIN]
    assert app.radio(key="train-preset").options == main
    app.toggle(key="train-more").set_value(True).run()
    options = app.radio(key="train-preset").options
    assert options[: len(main)] == main and sorted(options) == sorted(titles.values())
    app.radio(key="train-preset").set_value("bits").run()
    app.toggle(key="train-more").set_value(False).run()
    assert not app.exception
    assert app.radio(key="train-preset").value == "bits"  # what is chosen is never folded away
    assert app.radio(key="train-preset").options == [*main, titles["bits"]]


def test_a_choice_explains_itself_and_wakes_what_depends_on_it(open_page, filled_home):
    app = open_page("train", **{"train-open": ""})
    app.radio(key="train-preset").set_value("photo").run()
    shown = widgets(app, "photo")
    assert "256 levels" in shown["likelihood"].help and "eight Gaussians" in shown["prior"].help
    assert shown["mixtures"].disabled and shown["sampling_by"].disabled
    shown["likelihood"].set_value("logistic")
    shown["sampling"].set_value("inverse").run()
    shown = widgets(app, "photo")
    assert not shown["mixtures"].disabled and not shown["sampling_by"].disabled
    assert any("likelihood logistic" in caption.value for caption in app.caption)
