"""Writing and loading checkpoints: `config.json`, `model.safetensors`, `card.json`. No pickle."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from facevae.errors import CheckpointError, ConfigError
from facevae.home import read_json, write_bytes, write_json
from facevae.models.config import ModelConfig, build_config
from facevae.models.vae import VAE
from facevae.training import cards

SEAL = "sha256"  # in the metadata of the weights


@dataclass(frozen=True)
class Checkpoint:
    """A model ready to use.

    Args:
        id: a hash of weights and architecture; equal only for equal models.
    """

    name: str
    id: str
    config: ModelConfig
    card: dict[str, Any]
    model: VAE


def write(folder: Path, model: VAE, config: dict[str, Any], card: dict[str, Any]) -> None:
    """Write a checkpoint; the weights come last, so that a folder with weights is complete.

    Args:
        config: what `config.json` says beside the architecture, such as the training settings.
    """
    write_json(folder / "config.json", config | {"model": asdict(model.config)})
    write_json(folder / "card.json", card)
    tensors = {key: value.detach().cpu().contiguous() for key, value in model.state_dict().items()}
    settings = read_json(folder / "config.json")["model"]
    write_bytes(folder / "model.safetensors", save(tensors, {SEAL: _seal(save(tensors), settings)}))


def _seal(weights: bytes, settings: dict[str, Any]) -> str:
    """A hash of the numbers in a safetensors file and of the architecture that they belong to."""
    return hashlib.sha256(
        weights[8 + _header_length(weights) :] + json.dumps(settings, sort_keys=True).encode()
    ).hexdigest()


def _header_length(weights: bytes) -> int:
    return int.from_bytes(weights[:8], "little")


def _require_seal(weights: bytes, settings: dict[str, Any]) -> None:
    """Refuse weights that are not those that were written; some of other makers have no seal."""
    header = json.loads(weights[8 : 8 + _header_length(weights)])
    told = header.get("__metadata__", {}).get(SEAL)
    if told is not None and told != _seal(weights, settings):
        raise ValueError("not what was written")


def load_checkpoint(name: str, device: torch.device | str = "cpu") -> Checkpoint:
    """The checkpoint in evaluation mode, its weights fixed.

    Raises:
        CheckpointError: it is missing, damaged, or its parts do not fit together.
    """
    return load_folder(cards.folder(name), device)


def load_folder(folder: Path, device: torch.device | str = "cpu") -> Checkpoint:
    """The checkpoint in a folder; see `load_checkpoint`."""
    try:
        settings, card = read_json(folder / "config.json")["model"], read_json(folder / "card.json")
        config = build_config(ModelConfig, settings)
        weights = (folder / "model.safetensors").read_bytes()
        model = VAE(config)
        model.load_state_dict(load(weights))
        _require_seal(weights, settings)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError, ConfigError) as error:
        raise CheckpointError(
            f"The checkpoint “{folder.name}” cannot be read: {type(error).__name__}.",
            "Delete it, or put back its files.",
        ) from error
    model.eval().requires_grad_(False).to(device, memory_format=torch.channels_last)
    return Checkpoint(folder.name, cards.digest(settings, weights), config, card, model)
