import numpy as np

from facevae.data.faceset import FaceSet
from facevae.latents.codec import Codec


def test_the_checkpoint_draws_from_where_its_training_faces_lie(train, faces):
    run = train(steps=200, learning_rate=3e-3)
    codec = Codec.load(run.name)
    rows = FaceSet.open("faces").rows("train")
    encoded = codec.encode(faces.pixels[rows])
    drawn = codec.sample(4000, seed=0)[0]
    assert np.allclose(drawn.mean(0), encoded.mu.mean(0), atol=0.1)
    expected = encoded.mu.var(0) + np.exp(encoded.logvar).mean(0)
    assert np.allclose(drawn.var(0), expected, rtol=0.15)


def test_an_autoencoder_has_no_elbo_to_compare_with(train):
    from facevae.training import cards

    assert cards.read(train("ae", preset="article-ae").name)["unusualness"] is None
