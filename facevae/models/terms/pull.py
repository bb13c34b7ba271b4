"""How hard a term pulls at a reconstruction, told by how hard the reconstruction's own term does."""

import torch
from torch import Tensor

from facevae import ranks
from facevae.models.terms.context import Context

LEAST = 1e-12


def as_hard_as_pixels(context: Context, loss: Tensor) -> Tensor:
    """The loss, its gradient at x_hat scaled to the length of the reconstruction's.

    So a weight of 0.5 pulls half as hard as the reconstruction does, whatever the likelihood, the size of the
    picture and how far the training is. The value stays that of the loss.

    Args:
        loss: a scalar; its graph is used up.

    Source: Esser et al. 2021, equation 7 (there at the decoder's last layer), https://arxiv.org/abs/2012.09841
    """
    if not context.x_hat.requires_grad:  # of a vector that is held fixed while something else is learned
        return loss.detach()
    own = torch.autograd.grad(loss, context.x_hat)[0]
    pull = own * ranks.norm(_pixels(context)) / ranks.norm(own).clamp(min=LEAST)
    return loss.detach() + ((context.x_hat - context.x_hat.detach()) * pull).sum()


def _pixels(context: Context) -> Tensor:
    """The reconstruction's gradient at x_hat; a calibrated Gaussian's where it judges something else."""
    x_hat, nll = context.x_hat, ranks.mean(context.reconstruction_nll)
    found = torch.autograd.grad(nll, x_hat, retain_graph=True, allow_unused=True)[0]
    if found is not None:
        return found
    error = (x_hat - context.x[: len(x_hat)]).detach()
    return error / ranks.mean(error.square()).clamp(min=LEAST) / ranks.mean(error.new_tensor([len(error)]))
