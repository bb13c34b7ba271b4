from facevae.dashboard import setting_fields
from facevae.models.config import ModelConfig
from facevae.training.config import TrainConfig


def by_name(config):
    return {setting.name: setting for setting in setting_fields.settings(config)}


def test_every_field_is_there_with_its_meaning():
    fields = by_name(TrainConfig)
    assert list(fields)[:3] == ["epochs", "steps", "batch_size"]
    assert fields["beta"].meaning == "weight of the KL term"
    assert fields["learning_rate_warmup"].label == "Learning rate warmup"


def test_fields_of_one_backbone_matter_to_it_alone():
    hidden = by_name(ModelConfig)["hidden"]
    assert hidden.matters({"backbone": "mlp"}) and not hidden.matters({"backbone": "conv"})
    assert by_name(ModelConfig)["size"].matters({})
    assert not by_name(TrainConfig)["weight_decay"].matters({"optimiser": "adam"})


def test_a_setting_of_a_likelihood_does_not_matter_to_a_prior_of_the_same_name():
    variance = by_name(ModelConfig)["variance"]
    assert variance.matters({"likelihood": "gaussian", "prior": "standard"})
    assert not variance.matters({"likelihood": "calibrated", "prior": "gaussian"})


def test_settings_of_a_term_matter_once_it_has_a_weight():
    margin = by_name(TrainConfig)["identity_margin"]
    assert margin.matters({"identity_weight": 0.5}) and not margin.matters({"identity_weight": 0.0})


def test_every_setting_is_in_a_section_and_explains_itself():
    sections = setting_fields.sections()
    found = [setting for settings in sections.values() for setting in settings]
    assert {setting.name for setting in found} == setting_fields.NAMES and "" not in sections
    assert all(setting.meaning.strip() for setting in found)
    assert "probabilities of the 256 levels" in by_name(ModelConfig)["likelihood"].meaning


def test_only_what_differs_from_the_preset_is_changed():
    own = setting_fields.of_preset("article")
    assert own["latent_dim"] == 100 and own["seed"] == 0
    assert setting_fields.changed("article", own | {"steps": 5}) == {"steps": 5}


def test_what_a_preset_has_otherwise_today_is_said_in_its_own_words():
    own = setting_fields.of_preset("article")
    model = {name: own[name] for name in by_name(ModelConfig)} | {"hidden": [128, 64], "latent_dim": 12}
    config = {"preset": "article", "model": model, "training": {"steps": 5, "of_another_version": 1}}
    assert setting_fields.unlike_preset(config) == "latent_dim 12, steps 5"
    assert setting_fields.unlike_preset(config | {"preset": "of another version"}) == ""
