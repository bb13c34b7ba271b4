import pytest

from facevae.errors import ConfigError
from facevae.models.config import ModelConfig, build_config
from facevae.training.config import TrainConfig
from facevae.training.presets import PRESETS, configure


def test_texts_from_a_command_line_become_numbers():
    config = build_config(ModelConfig, {"latent_dim": "12", "hidden": "32,16", "backbone": "mlp"})
    assert (config.latent_dim, config.hidden) == (12, (32, 16))
    config = build_config(TrainConfig, {"cosine": "false", "learning_rate": "3e-4"})
    assert (config.cosine, config.learning_rate) == (False, 3e-4)


@pytest.mark.parametrize(
    ("key", "near"),
    [("latent_dims", "latent_dim"), ("batchsize", "batch_size"), ("lr_rate", "learning_rate")],
)
def test_an_unknown_setting_is_refused_with_the_nearest_named(key, near):
    with pytest.raises(ConfigError, match=f"Did you mean “{near}”"):
        configure("photo", {key: 1})


@pytest.mark.parametrize(
    ("key", "value"),
    [("latent_dim", "many"), ("size", 65), ("epochs", 0), ("epochs", 1.5), ("ema", 1), ("backbone", "vit")],
)
def test_a_bad_value_is_refused_with_its_name(key, value):
    with pytest.raises(ConfigError, match=key):
        configure("conv", {key: value})


@pytest.mark.parametrize(
    ("preset", "settings", "missing"),
    [
        ("photo", {"identity_weight": 1}, "identity_dim"),
        ("photo", {"expression_weight": 1}, "expression_dim"),
        ("recognise", {"identity_dim": 0, "identity_weight": 0}, "identity_dim"),
    ],
)
def test_a_term_about_a_part_that_the_latent_has_not_is_refused(preset, settings, missing):
    with pytest.raises(ConfigError, match=f"{missing} is 0"):
        configure(preset, settings)


@pytest.mark.parametrize("change", ["mix", "blur", "erase"])
def test_spoiling_faces_without_effect_is_refused(change):
    with pytest.raises(ConfigError, match="decode_share"):
        configure("photo", {change: 0.5})


def test_an_unknown_preset_is_refused():
    with pytest.raises(ConfigError, match="article"):
        configure("articl")


def test_the_article_is_as_printed():
    model, training = configure("article")
    assert (model.backbone, model.hidden, model.latent_dim) == ("mlp", (128, 64), 100)
    assert (training.optimiser, training.batch_size, training.epochs) == ("adam", 32, 100)
    assert configure("article-ae")[0].kind == "ae"


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_a_valid_configuration(preset):
    configure(preset)
