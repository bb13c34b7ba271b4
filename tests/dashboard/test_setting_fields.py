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


def test_only_what_differs_from_the_preset_is_changed():
    own = setting_fields.of_preset("article")
    assert own["latent_dim"] == 100 and own["seed"] == 0
    assert setting_fields.changed("article", own | {"steps": 5}) == {"steps": 5}
