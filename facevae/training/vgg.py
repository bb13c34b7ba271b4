"""VGG16's features, weighed by LPIPS where wanted, from files that the user put into the home folder."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torchvision.models import vgg

from facevae import home
from facevae.errors import CheckpointError
from facevae.models.terms.perceptual import unit_channels

# Layers of torchvision's vgg16.features after which LPIPS looks: relu1_2, 2_2, 3_3, 4_3, 5_3.
LEVELS = (3, 8, 15, 22, 29)
IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
SUFFIXES = (".safetensors", ".pth")


def folder() -> Path:
    """Where the user puts `vgg16` and `lpips`, as .safetensors or .pth."""
    return home.models_dir() / "perceptual"


class VggLevels(nn.Module):
    """VGG16's five levels, each channel counted by LPIPS' weight where these are given."""

    def __init__(self, layers: nn.Sequential, weights: list[Tensor] | None):
        super().__init__()
        self.layers = layers
        for name, values in zip(("mean", "deviation"), IMAGENET, strict=True):
            self.register_buffer(name, torch.tensor(values)[:, None, None])
        for number, weight in enumerate(weights or []):
            self.register_buffer(f"weight_{number}", weight.sqrt())  # of the difference, squared later
        self.weighted = weights is not None

    def forward(self, x: Tensor) -> list[Tensor]:
        seen = (x.expand(-1, 3, -1, -1) - self.mean) / self.deviation
        levels: list[Tensor] = []
        for number, layer in enumerate(self.layers):
            seen = layer(seen)
            if number in LEVELS:
                level = unit_channels(seen)
                levels.append(level * getattr(self, f"weight_{len(levels)}") if self.weighted else level)
        return levels


def open_vgg(with_lpips: bool) -> VggLevels:
    """VGG16 as torchvision ships it, with or without LPIPS' weights of its channels.

    Raises:
        CheckpointError: a file is missing, or not what it should be.
    """
    layers = vgg.make_layers(vgg.cfgs["D"])[: LEVELS[-1] + 1]
    told = _read("vgg16", "torchvision's vgg16")
    wanted = {f"features.{key}": value for key, value in layers.state_dict().items()}
    _check("vgg16", told, wanted)
    layers.load_state_dict({key.removeprefix("features."): told[key] for key in wanted})
    return VggLevels(layers, _lpips(layers) if with_lpips else None)


def _lpips(layers: nn.Sequential) -> list[Tensor]:
    """The channels' weights of each level, (1, C, 1, 1)."""
    told = _read("lpips", "LPIPS' linear layers for VGG (weights/v0.1/vgg.pth of its release)")
    widths = [layers[number - 1].out_channels for number in LEVELS]
    wanted = {f"lin{i}.model.1.weight": torch.empty(1, width, 1, 1) for i, width in enumerate(widths)}
    _check("lpips", told, wanted)
    return [told[key].clamp(min=0) for key in wanted]


def _read(name: str, what: str) -> dict[str, Tensor]:
    paths = [path for suffix in SUFFIXES if (path := folder() / f"{name}{suffix}").is_file()]
    if not paths:
        raise CheckpointError(
            f"The weights “{name}” are not in the home folder.",
            f"Put {what} there as {folder() / name}.safetensors or .pth, or name a checkpoint instead.",
        )
    try:
        if paths[0].suffix == ".pth":
            return torch.load(paths[0], map_location="cpu", weights_only=True)
        return load_file(paths[0])
    except Exception as error:  # each reader has its own
        raise CheckpointError(
            f"{paths[0].name} cannot be read: {type(error).__name__}.", f"It should be {what}."
        ) from error


def _check(name: str, found: dict[str, Tensor], wanted: dict[str, Tensor]) -> None:
    for key, like in wanted.items():
        value = found.get(key)
        if value is None or value.shape != like.shape:
            told = "is missing" if value is None else f"is {tuple(value.shape)}"
            raise CheckpointError(
                f"In the weights “{name}” {key} {told}; it should be {tuple(like.shape)}.",
                "Use the file of the release, unchanged.",
            )
