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

    The map becomes part of the encoder's last layer. It is of every set apart, for the same expression
    looks otherwise in another set.

    Args:
        sizes: faces of each set; they follow one another.
    """
    model = trainer.ema
    label = faces.labels[model.config.expression_columns[0]]
    known = (label.sum(1) > 0).nonzero().squeeze(1)
    if len(known) <= model.config.identity_dim:
        return
    known = known[:: -(-len(known) // MOST)]
    with trainer.evaluating():
        batches = (faces.batch(rows)[0] for rows in known.split(trainer.config.batch_size))
        mu = torch.cat([model.encode(to_float(pictures)).mu for pictures in batches])
    of_set = torch.repeat_interleave(torch.arange(len(sizes)), torch.tensor(sizes)).to(known.device)[known]
    fold(model, "identity", *eraser(mu[:, parts(model.config)["identity"]], _apart(label[known], of_set)))


def _apart(label: Tensor, of_set: Tensor) -> Tensor:
    """Shares of the expressions (N, K) in columns of each set's own (N, S * K), of mean 0 in every set."""
    columns = []
    for number in of_set.unique():
        own = (of_set == number)[:, None]
        columns.append(torch.where(own, label - label[own[:, 0]].mean(0), 0.0))
    return torch.cat(columns, 1)


@torch.no_grad()
def fold(model: VAE, part: str, matrix: Tensor, mean: Tensor) -> None:
    """Let the encoder's last layer give (mu - mean) @ matrix.T + mean for a part's mu."""
    place, last = parts(model.config)[part], model.encoder[-1]
    weight, bias = last.weight[place].double(), last.bias[place].double()
    matrix, mean = matrix.to(weight.device), mean.to(weight.device)
    last.weight[place] = (matrix @ weight).to(last.weight.dtype)
    last.bias[place] = (matrix @ (bias - mean) + mean).to(last.bias.dtype)
