import torch

from facevae.models.backbones.resnet import Block, Dropout
from facevae.models.config import ModelConfig
from facevae.models.vae import VAE


def test_a_block_begins_as_what_it_is_given():
    x = torch.randn(4, 8, 6, 6).relu()
    assert torch.equal(Block(8)(x.clone()), x)


def test_what_is_left_out_is_made_up_for_and_only_in_training():
    torch.manual_seed(0)
    x, dropout = torch.ones(400, 200), Dropout(0.4)
    kept = dropout(x)
    assert torch.allclose(kept.unique(), torch.tensor([0.0, 1 / 0.6]))
    assert abs(float((kept == 0).float().mean()) - 0.4) < 0.01 and abs(float(kept.mean()) - 1) < 0.02
    assert torch.equal(dropout.eval()(x), x) and torch.equal(Dropout(0.0)(x), x)


def test_features_are_left_out_before_the_latent():
    model = VAE(ModelConfig(backbone="resnet", size=32, width=4, blocks=1, latent_dim=4, dropout=0.5))
    x = torch.rand(8, 3, 32, 32)
    with torch.no_grad():
        assert not torch.equal(model.encode(x).mu, model.encode(x).mu)
        assert torch.equal(model.eval().encode(x).mu, model.encode(x).mu)
