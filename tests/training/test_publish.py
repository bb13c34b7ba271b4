import numpy as np
import pytest

from facevae.data.faceset import FaceSet
from facevae.errors import CheckpointError
from facevae.latents.codec import Codec
from facevae.training import cards, publish


def test_the_checkpoint_draws_from_where_its_training_faces_lie(train, faces):
    run = train(steps=200, learning_rate=3e-3)
    codec = Codec.load(run.name)
    rows = FaceSet.open("faces").rows("train")
    encoded = codec.encode(faces.pixels[rows])
    drawn = codec.sample(4000, seed=0)[0]
    assert np.allclose(drawn.mean(0), encoded.mu.mean(0), atol=0.1)
    expected = encoded.mu.var(0) + np.exp(encoded.logvar).mean(0)
    assert np.allclose(drawn.var(0), expected, rtol=0.15)


def test_a_card_tells_bits_only_where_the_likelihood_counts_them(train):
    figures = cards.read(train("counting", likelihood="logistic").name)["figures"]
    assert [figure["unit"] for figure in figures] == ["dB PSNR", "bits a pixel value"]
    assert 0 < figures[1]["value"] < 12 and figures[1]["n"] == figures[0]["n"]
    assert len(cards.read(train().name)["figures"]) == 1
    codec, pictures = Codec.load("counting"), FaceSet.open("faces").pixels[:5]
    assert codec.bits_per_dimension(pictures).shape == (5,)
    with pytest.raises(CheckpointError, match="does not count bits"):
        Codec.load("run").bits_per_dimension(pictures)


def test_of_very_many_held_out_faces_some_are_judged_and_counted(train, monkeypatch):
    monkeypatch.setattr(publish, "JUDGED_FACES", 3)
    run = train()
    held_out = len(FaceSet.open("faces").rows("validation"))
    card = cards.read(run.name)
    assert held_out > 3 >= card["figures"][0]["n"] == card["unusualness"]["n"] > 1


def test_an_autoencoder_has_no_elbo_to_compare_with(train):
    assert cards.read(train("ae", preset="article-ae").name)["unusualness"] is None
