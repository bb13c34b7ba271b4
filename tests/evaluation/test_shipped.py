"""The checkpoints that the project ships do what their cards say."""

import pytest

from facevae.data.generated.making import make
from facevae.evaluation.reconstruction import evaluate
from facevae.home import SHIPPED_CHECKPOINTS
from facevae.latents.codec import Codec
from facevae.training import cards

SHIPPED = ("expression-64", "generated-64", "photo-64", "recognise-64")


def test_these_are_shipped_and_come_first():
    assert tuple(cards.names()) == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_each_is_small_and_its_card_is_complete(name):
    folder = SHIPPED_CHECKPOINTS / name
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 25e6
    card = cards.read(name)
    assert len(card["unusualness"]["quantiles"]) == 101 and card["terms"]
    assert "measured_by" in card or all("command" in figure for figure in card["figures"])
    first = card["figures"][0]
    assert first["n"] > 900 and first["value"] > first["baseline"]["value"]
    assert Codec.load(name).config.latent_dim == card["latent_dim"]


def test_generated_64_reconstructs_people_drawn_anew_as_its_card_says():
    faces = make("new people", 300, size=64, seed=7)
    measured = evaluate(Codec.load("generated-64"), faces, "test")["reconstruction"]["psnr"]
    assert measured == pytest.approx(cards.read("generated-64")["figures"][0]["value"], abs=1)
