"""What the adversaries of a run leave of the expression in the identity part is taken out at its end."""

import torch
from torch import Tensor

from facevae.models.erasure import eraser
from facevae.models.parts import parts
from facevae.models.vae import VAE
from facevae.training.augmentation import to_float
from facevae.training.sets import Faces
from facevae.training.trainer import Trainer

MOST = 20_000  # faces to learn it from, evenly taken


def separate(trainer: Trainer, faces: Faces, sizes: list[int]) -> None:
    """Untie the identity part of the model to keep from the expressions of these faces.

    The change becomes part of the encoder's last layer. It is of every set apart, for the same expression
    looks otherwise in another set.

    Args:
        sizes: faces of each set; they follow one another.
    """
    label = faces.labels[trainer.ema.config.expression_columns[0]]
    known = (label.sum(1) > 0).nonzero().squeeze(1)
    known = known[:: max(1, -(-len(known) // MOST))]
    if len(known) <= trainer.ema.config.identity_dim:
        return
    with trainer.evaluating() as model:
        batches = (faces.batch(rows)[0] for rows in known.split(trainer.config.batch_size))
        features = torch.cat([model.encoder[:-1](2 * to_float(batch) - 1).float() for batch in batches])
    of_set = torch.repeat_interleave(torch.arange(len(sizes)), torch.tensor(sizes)).to(known.device)[known]
    untie(trainer.ema, "identity", features, apart(label[known], of_set))


def apart(label: Tensor, of_set: Tensor) -> Tensor:
    """Shares of the expressions (N, K) in columns of each set's own (N, S * K), of mean 0 in every set."""
    columns = []
    for number in of_set.unique():
        own = (of_set == number)[:, None]
        columns.append(torch.where(own, label - label[own[:, 0]].mean(0), 0.0))
    return torch.cat(columns, 1)


@torch.no_grad()
def untie(model: VAE, part: str, features: Tensor, concept: Tensor) -> None:
    """Change the encoder's last layer so that a part's mu no longer tells the concept.

    Args:
        features: that layer's inputs for some faces (N, F).
        concept: of the same faces (N, K).
    """
    place, last = parts(model.config)[part], model.encoder[-1]
    mu = features @ last.weight[place].T
    change = eraser(features, mu, concept).to(last.weight)
    last.weight[place] -= change
    last.bias[place] += change @ features.mean(0)
