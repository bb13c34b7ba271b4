"""Random changes of a batch of faces: crop, rotation, flip, brightness and contrast."""

import math

import torch
from torch import Tensor
from torchvision.transforms import v2

from facevae import ranks
from facevae.training.config import TrainConfig

GROUP = 8  # faces that share one draw: v2 draws once for a whole tensor


def to_float(pictures: Tensor) -> Tensor:
    """uint8 (N, C, S, S) to float in 0..1."""
    return pictures.float() / 255


def to_uint8(x: Tensor) -> Tensor:
    """Float in 0..1 to uint8, rounded."""
    return x.mul(255).round().clamp(0, 255).to(torch.uint8)


def _corner(size: int, degrees: float) -> int:
    """How many pixels a square's corner turns out of it, at most."""
    angle = math.radians(min(degrees, 45))
    return math.ceil(size / 2 * (math.cos(angle) + math.sin(angle) - 1)) + 1


class Augmentation:
    """Turns uint8 faces (N, C, S, S) into changed float ones in 0..1, drawn from torch's generator."""

    def __init__(self, config: TrainConfig, size: int):
        self.flip, self.grey, self.erase = config.flip, config.grey, config.erase
        steps: list[v2.Transform] = []
        if config.rotation:
            turn = v2.RandomRotation(config.rotation, v2.InterpolationMode.BILINEAR)
            # Reflected borders keep the corners from turning black.
            steps += [
                v2.Pad(_corner(size, config.rotation), padding_mode="reflect"),
                turn,
                v2.CenterCrop(size),
            ]
        if config.crop:
            shares = ((1 - config.crop) ** 2, 1.0)
            steps.append(v2.RandomResizedCrop(size, scale=shares, ratio=(0.97, 1.03), antialias=True))
        if config.brightness or config.contrast:
            steps.append(v2.ColorJitter(brightness=config.brightness, contrast=config.contrast))
        self.change = v2.Compose(steps) if steps else None

    def __call__(self, pictures: Tensor) -> Tensor:
        x = to_float(pictures)
        if self.change:
            x = self._in_groups(x)
        if self.flip:
            x = torch.where(_chosen(x, self.flip), x.flip(3), x)
        if self.grey:
            x = torch.where(_chosen(x, self.grey), x.mean(1, keepdim=True), x)
        return x.clamp(0, 1)

    def _in_groups(self, x: Tensor) -> Tensor:
        """Changed by what is drawn for each group of the global batch, of which each rank has a part."""
        faces = ranks.count() * len(x)
        ends = [len(ranks.share(min(end, faces))) for end in range(GROUP, faces + GROUP, GROUP)]
        parts, start = [], 0
        for end in ends:
            if end == start:
                self.change(x[:1])  # draws what the other ranks draw
            else:
                parts.append(self.change(x[start:end]))
            start = end
        return torch.cat(parts)

    def cover(self, x: Tensor, decoded: int) -> Tensor:
        """The faces with a rectangle covered in some of those behind the first, decoded ones.

        Args:
            decoded: how many of the global batch.
        """
        others = ranks.count() * len(x) - decoded
        if not self.erase or others <= 0:
            return x
        own = len(ranks.share(decoded))
        return torch.cat([x[:own], _covered(x[own:], self.erase, others, decoded)])


def _chosen(x: Tensor, share: float) -> Tensor:
    """Which faces of a batch are picked, (N, 1, 1, 1)."""
    return ranks.own(torch.rand(ranks.count() * len(x), device=x.device) < share)[:, None, None, None]


def _covered(x: Tensor, share: float, total: int, first: int) -> Tensor:
    """Faces (N, C, S, S), a share of them with a rectangle of an eighth to half a side replaced by noise.

    Args:
        total: faces of all ranks, which begin at position `first` of the global batch.

    Source: Zhong et al. 2020, https://arxiv.org/abs/1708.04896
    """
    size = x.shape[3]

    def drawn(*shape: int) -> Tensor:
        return ranks.own(torch.rand(total, *shape, device=x.device), first)

    draw = drawn(4, 1, 1, 1).unbind(1)
    height, width = (size * (0.125 + 0.375 * side) for side in draw[:2])
    top, left = draw[2] * (size - height), draw[3] * (size - width)
    at = torch.arange(size, device=x.device)
    down, across = at[None, None, :, None], at[None, None, None, :]
    inside = (down >= top) & (down < top + height) & (across >= left) & (across < left + width)
    return torch.where(inside & (drawn(1, 1, 1) < share), drawn(*x.shape[1:]), x)
