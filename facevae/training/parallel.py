"""The loss of one batch as one module, and its gradients shared by all ranks."""

import inspect

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from facevae import ranks
from facevae.models.losses import Terms, objective
from facevae.models.terms.context import Context
from facevae.models.vae import VAE
from facevae.training import device as devices


class Objective(nn.Module):
    """Model, likelihood and further terms: from a batch to the terms of its loss.

    Every rank comes to the same loss, that of the global batch.

    Args:
        weights: of the further terms.
        dtype: of the heavy arithmetic.
    """

    def __init__(
        self,
        model: VAE,
        terms: nn.ModuleDict,
        weights: dict[str, float],
        dtype: torch.dtype,
        free_bits: float,
    ):
        super().__init__()
        self.model, self.terms = model, terms
        self.weights, self.dtype, self.free_bits = weights, dtype, free_bits

    def forward(
        self, x: Tensor, labels: dict[str, Tensor], beta: float, progress: float, decoded: int
    ) -> Terms:
        """
        Args:
            x: augmented pictures, (N, C, S, S) in 0..1.
            labels: as `Context` has them.
            progress: share of the run that is done.
            decoded: how many faces of the global batch are decoded.
        """
        with devices.autocast(x.device, self.dtype):
            parts = self.model(x, decoded=decoded)
        terms = objective(parts, beta, self.free_bits)
        context = Context(
            x,
            parts.x_hat,
            parts.posterior,
            parts.z,
            self.model,
            labels,
            progress,
            parts.reconstruction_nll,
        )
        for name, term in self.terms.items():
            terms = terms.plus(name, term(context), self.weights[name])
            terms = terms.noting(name, getattr(term, "logged", {}))
        return terms


def shared(module: nn.Module) -> nn.Module:
    """The module with its gradients averaged over the ranks after each backward pass."""
    if ranks.count() == 1:
        return module
    # A discriminator that has not begun has no gradient; buffers follow the global batch in every rank.
    known = inspect.signature(DistributedDataParallel).parameters
    passive = "forward_sync_buffers" if "forward_sync_buffers" in known else "broadcast_buffers"
    return DistributedDataParallel(module, find_unused_parameters=True, **{passive: False})
