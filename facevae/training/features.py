"""Frozen networks that tell how alike two pictures look: an encoder trained here, or VGG."""

import torch
from torch import Tensor, nn

from facevae.errors import CheckpointError
from facevae.models.terms.perceptual import Features, unit_channels
from facevae.training import device as devices
from facevae.training.checkpoint import load_checkpoint
from facevae.training.vgg import open_vgg


def open_features(name: str, device: torch.device, dtype: torch.dtype) -> Features:
    """From images (N, C, S, S) in 0..1 to the levels of the named network, scaled by `unit_channels`.

    Args:
        name: a checkpoint, or `vgg16`, or `lpips` (the same with its learned weights) from the home folder.

    Raises:
        CheckpointError: it is missing, damaged, or has no levels.
    """
    network = open_vgg(name == "lpips") if name in ("vgg16", "lpips") else _encoder(name)
    network = network.to(device, memory_format=torch.channels_last).eval().requires_grad_(False)

    def features(x: Tensor) -> list[Tensor]:
        with devices.autocast(device, dtype):
            return [level.float() for level in network(x)]

    return features


class EncoderLevels(nn.Module):
    """What a convolutional encoder sees before each halving of the resolution."""

    def __init__(self, layers: nn.Sequential, channels: int):
        super().__init__()
        self.layers, self.channels = layers, channels

    def forward(self, x: Tensor) -> list[Tensor]:
        seen = _with_channels(2.0 * x - 1.0, self.channels)
        levels: list[Tensor] = []
        for number, layer in enumerate(self.layers):
            further = layer(seen)
            if number and further.shape[2:] != seen.shape[2:]:
                levels.append(unit_channels(seen))
            if further.ndim == 2:
                break
            seen = further
        return levels


def _with_channels(x: Tensor, channels: int) -> Tensor:
    return x if x.shape[1] == channels else x.mean(1, keepdim=True).expand(-1, channels, -1, -1)


def _encoder(name: str) -> nn.Module:
    checkpoint = load_checkpoint(name)
    if checkpoint.config.backbone == "mlp":
        raise CheckpointError(
            f"“{name}” does not see in levels: its encoder has no convolutions.",
            "Choose a model of another backbone for perceptual_from.",
        )
    return EncoderLevels(checkpoint.model.encoder, checkpoint.config.channels)
