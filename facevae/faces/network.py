"""The detector's network: one look at a picture gives, for every cell of three grids, a face or none."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

STRIDES = (8, 16, 32)  # px between the cells of each grid
UNIT = 4  # strides; what lengths are told in
FIELDS = 15  # logit of the score, middle, log size, five landmarks
WIDTHS = (16, 32, 64, 80, 96)  # channels at 1/2, 1/4, 1/8, 1/16, 1/32 of the picture
COMMON = 64
RARE = 0.01  # share of cells with a face that an untrained network expects


class Network(nn.Module):
    """Anchor-free: (N, 3, H, W) in 0..1, sides divisible by 32, to (N, cells, 15).

    Source: after Tian et al., "FCOS", 2019, and Wu, Peng, Yu, "YuNet", 2023.
    """

    def __init__(self):
        super().__init__()
        half, quarter, *deep = WIDTHS
        self.stem = nn.Sequential(_conv(3, half, stride=2), _conv(half, quarter, stride=2))
        self.stages = nn.ModuleList(
            [
                nn.Sequential(_conv(quarter, deep[0], stride=2), Residual(deep[0]), Residual(deep[0])),
                nn.Sequential(_conv(deep[0], deep[1], stride=2), Residual(deep[1])),
                nn.Sequential(_conv(deep[1], deep[2], stride=2), Residual(deep[2], light=True)),
            ]
        )
        self.lateral = nn.ModuleList([_conv(width, COMMON, kernel=1) for width in deep])
        self.heads = nn.ModuleList([Residual(COMMON, light=True) for _ in deep])
        self.out = nn.Conv2d(COMMON, FIELDS, 1)
        with torch.no_grad():
            self.out.bias.zero_()[0] = torch.logit(torch.tensor(RARE))

    def forward(self, x: Tensor) -> Tensor:
        features = []
        x = self.stem((x * 2 - 1).to(self.lateral[0][0].weight.dtype))
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        above, found = None, []
        for lateral, head, feature in reversed(list(zip(self.lateral, self.heads, features, strict=True))):
            level = lateral(feature)
            above = level if above is None else level + F.interpolate(above, scale_factor=2)
            found.append(self.out(head(above).to(self.out.weight.dtype)).flatten(2))
        return torch.cat(found[::-1], 2).transpose(1, 2)  # finest grid first


class Residual(nn.Module):
    """Two 3 x 3 convolutions and a way around them; `light` makes them separable."""

    def __init__(self, width: int, light: bool = False):
        super().__init__()
        self.body = nn.Sequential(*(layer for _ in range(2) for layer in _pair(width, light)))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


def cells(height: int, width: int, device: torch.device | str = "cpu") -> Tensor:
    """(cells, 3): x, y of each cell's middle in pixels, and its stride; in the network's order."""
    found = []
    for stride in STRIDES:
        y, x = torch.meshgrid(
            torch.arange(height // stride, device=device),
            torch.arange(width // stride, device=device),
            indexing="ij",
        )
        middle = (torch.stack([x, y], -1).reshape(-1, 2) + 0.5) * stride
        found.append(F.pad(middle, (0, 1), value=float(stride)))
    return torch.cat(found)


def faces(out: Tensor, cells: Tensor) -> Tensor:
    """(..., cells, 14) boxes x0, y0, x1, y1 and landmarks in pixels, of the network's answer."""
    place, unit = cells[:, :2], cells[:, 2:] * UNIT
    middle = place + out[..., 1:3] * unit
    half = torch.exp(out[..., 3:5].clamp(-6, 6)) * unit / 2
    points = place.repeat(1, 5) + out[..., 5:] * unit
    return torch.cat([middle - half, middle + half, points], -1)


def hastened(network: Network, dtype: torch.dtype) -> Network:
    """The network with all but its answers computed in that number format."""
    for name, part in network.named_children():
        if name != "out":
            part.to(dtype)
    return network


def fused(network: Network) -> Network:
    """The network in evaluation, its normalisations made part of the convolutions before them."""
    network.eval()
    for module in list(network.modules()):
        if isinstance(module, nn.Sequential) and len(module) == 3 and isinstance(module[1], nn.BatchNorm2d):
            module[0], module[1] = fuse_conv_bn_eval(module[0], module[1]), nn.Identity()
    return network.requires_grad_(False)


def _pair(width: int, light: bool) -> list[nn.Module]:
    return (
        [_conv(width, width, groups=width), _conv(width, width, kernel=1)] if light else [_conv(width, width)]
    )


def _conv(before: int, after: int, kernel: int = 3, stride: int = 1, groups: int = 1) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(before, after, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(inplace=True),
    )
