import pytest

from facevae.errors import ConfigError
from facevae.models.config import ModelConfig
from facevae.models.parts import parts, recognition_part


def test_the_parts_lie_side_by_side_and_fill_the_vector():
    named = parts(ModelConfig(latent_dim=10, identity_dim=4, expression_dim=3))
    assert named == {"identity": slice(0, 4), "expression": slice(4, 7), "rest": slice(7, 10)}


def test_a_latent_without_parts_is_all_rest():
    assert parts(ModelConfig(latent_dim=10)) == {"rest": slice(0, 10)}
    assert list(parts(ModelConfig(latent_dim=10, identity_dim=10))) == ["identity"]


def test_who_it_is_stands_in_the_identity_part_and_without_it_in_the_rest():
    sizes = {"latent_dim": 10, "expression_dim": 3}
    assert recognition_part(ModelConfig(**sizes, identity_dim=4)) == "identity"
    assert recognition_part(ModelConfig(**sizes)) == recognition_part(ModelConfig(latent_dim=10)) == "rest"


def test_parts_larger_than_the_vector_are_refused():
    with pytest.raises(ConfigError, match="identity_dim and expression_dim are 8 and 4"):
        ModelConfig(latent_dim=10, identity_dim=8, expression_dim=4)
