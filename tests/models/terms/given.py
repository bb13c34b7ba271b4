"""A step's context made of what a term looks at."""

from types import SimpleNamespace

import torch
from torch import Tensor
from torchvision.transforms.v2.functional import gaussian_blur


def context(x: Tensor, x_hat: Tensor, progress: float = 1.0, **further) -> SimpleNamespace:
    """Reconstruction's own term is the sum of squared errors."""
    nll = (x[: len(x_hat)] - x_hat).square().flatten(1).sum(1)
    given = {"x": x, "x_hat": x_hat, "reconstruction_nll": nll, "progress": progress}
    return SimpleNamespace(**given | further)


def blurred(x: Tensor, sigma: float = 2.0) -> Tensor:
    return gaussian_blur(x, [9, 9], [sigma, sigma])


def stripes(count: int, size: int, seed: int = 0) -> Tensor:
    """Images (N, 3, S, S) of sharp stripes of random width and colours."""
    generator = torch.Generator().manual_seed(seed)
    places = torch.arange(size)[None] // torch.randint(2, 5, (count, 1), generator=generator) % 2
    colours = torch.rand((2, count, 3, 1, 1), generator=generator)
    return torch.where(places[:, None, None, :] > 0, colours[0], colours[1]).expand(-1, -1, size, -1)
