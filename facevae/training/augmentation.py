"""Random changes of a batch of faces: crop, rotation, flip, brightness, contrast, mixing, blur and
covering."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from facevae import ranks
from facevae.training.config import TrainConfig


def to_float(pictures: Tensor) -> Tensor:
    """uint8 (N, C, S, S) to float in 0..1."""
    return pictures.float() / 255


def to_uint8(x: Tensor) -> Tensor:
    """Float in 0..1 to uint8, rounded."""
    return x.mul(255).round().clamp(0, 255).to(torch.uint8)


class Augmentation:
    """Turns uint8 faces (N, C, S, S) into changed float ones in 0..1, each by draws of its own from torch's
    generator."""

    def __init__(self, config: TrainConfig):
        self.config = config

    def __call__(self, pictures: Tensor) -> Tensor:
        config, x = self.config, to_float(pictures)
        if config.crop or config.rotation:
            x = _moved(x, config.crop, math.radians(config.rotation))
        if config.brightness:
            x = x * _around_one(x, config.brightness)
        if config.contrast:
            mean = x.mean((1, 2, 3), keepdim=True)
            x = mean + (x - mean) * _around_one(x, config.contrast)
        if config.flip:
            x = torch.where(_drawn(x) < config.flip, x.flip(3), x)
        if config.grey:
            x = torch.where(_drawn(x) < config.grey, x.mean(1, keepdim=True), x)
        return x.clamp(0, 1)

    def mix(self, x: Tensor, labels: dict[str, Tensor], decoded: int) -> tuple[Tensor, dict[str, Tensor]]:
        """The faces, some of those behind the first, decoded ones with up to half of the next face of the
        batch laid over them, and their labels.

        A mixed face has the expressions of both, in their shares, where both are known. It is nobody.

        Args:
            labels: as `Context` has them.
            decoded: how many of the global batch.

        Source: Zhang et al. 2018, https://arxiv.org/abs/1710.09412
        """
        share = self.config.mix
        if not share:
            return x, labels
        behind = torch.arange(ranks.count() * len(x), device=x.device) >= decoded
        taken = _drawn(x).flatten() < share
        part = torch.where(ranks.own(behind) & taken, _drawn(x).flatten() / 2, 0)
        return _shared(x, part), {
            name: _shared_label(label, part) if label.is_floating_point() else label.where(part == 0, -1)
            for name, label in labels.items()
        }

    def spoil(self, x: Tensor, decoded: int) -> Tensor:
        """The faces, some of those behind the first, decoded ones blurred or with a rectangle covered.

        Args:
            decoded: how many of the global batch.
        """
        config, others = self.config, ranks.count() * len(x) - decoded
        if not (config.blur or config.erase) or others <= 0:
            return x
        whole, spoilt = x.tensor_split([len(ranks.share(decoded))])
        if config.blur:
            spoilt = _blurred(spoilt, config.blur, others, decoded)
        if config.erase:
            spoilt = _covered(spoilt, config.erase, others, decoded)
        return torch.cat([whole, spoilt])


def _drawn(x: Tensor) -> Tensor:
    """A number in 0..1 for each face, (N, 1, 1, 1)."""
    return ranks.uniform(x[:, :1, :1, :1])


def _around_one(x: Tensor, most: float) -> Tensor:
    """A factor for each face, (N, 1, 1, 1), at most so far from 1."""
    return 1 + most * (2 * _drawn(x) - 1)


def _shared(x: Tensor, part: Tensor) -> Tensor:
    """Each row (N, ...) with a part (N,) of the global batch's next one in it."""
    following = ranks.own(ranks.gather(x).roll(-1, 0))
    return torch.lerp(x, following, part.view(-1, *[1] * (x.ndim - 1)))


def _shared_label(label: Tensor, part: Tensor) -> Tensor:
    """As `_shared`, and zero where there is something of a row that is zero."""
    known = label.any(1)
    both = known & ranks.own(ranks.gather(known).roll(-1, 0))
    return _shared(label, part) * torch.where(part > 0, both, known)[:, None]


def _moved(x: Tensor, crop: float, angle: float) -> Tensor:
    """Faces (N, C, S, S) turned about their middle and cut to a smaller square somewhere within.

    What is turned in from outside is the picture mirrored at its border.

    Args:
        crop: largest share of a side that is cut away.
        angle: largest turn to either side in radians.
    """
    turn = angle * (2 * _drawn(x).flatten() - 1)
    side = (1 - (1 - (1 - crop) ** 2) * _drawn(x).flatten()).sqrt()  # areas evenly drawn
    right, down = ((1 - side) * (2 * _drawn(x).flatten() - 1) for _ in range(2))
    cos, sin = side * turn.cos(), side * turn.sin()
    places = torch.stack([cos, -sin, right, sin, cos, down], 1).view(-1, 2, 3)
    grid = functional.affine_grid(places, list(x.shape), align_corners=False)
    return functional.grid_sample(x, grid, padding_mode="reflection", align_corners=False)


def _blurred(x: Tensor, share: float, total: int, first: int) -> Tensor:
    """Faces (N, C, S, S), a share of them as a Gaussian of up to a thirtieth of a side blurs them.

    Args:
        total: faces of all ranks, which begin at position `first` of the global batch.
    """
    (faces, channels, size, _), reach = x.shape, x.shape[3] // 15
    draw = ranks.own(torch.rand(total, 2, device=x.device), first)
    width = torch.where(draw[:, 1] < share, draw[:, 0] * size / 30, 0).clamp(min=1e-3)
    away = torch.arange(-reach, reach + 1, device=x.device)
    kernel = torch.softmax(-((away / width[:, None]) ** 2) / 2, 1).repeat_interleave(channels, 0)
    x = functional.pad(x.flatten(0, 1)[None], [reach] * 4, mode="reflect")
    for shape in ((-1, 1, len(away), 1), (-1, 1, 1, len(away))):
        x = functional.conv2d(x, kernel.view(shape), groups=faces * channels)
    return x.view(faces, channels, size, size)


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
