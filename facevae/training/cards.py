"""Checkpoints as folders with a card, read without torch: the shipped ones and the user's finished runs."""

import hashlib
import json
from pathlib import Path
from typing import Any

from facevae.errors import CheckpointError
from facevae.home import SHIPPED_CHECKPOINTS, checked_name, read_json, runs_dir
from facevae.training import lifecycle
from facevae.training import run as runs

FILES = ("config.json", "model.safetensors", "card.json")


def _complete(folder: Path) -> bool:
    return all((folder / file).is_file() for file in FILES)


def names() -> list[str]:
    """Names of all checkpoints: the shipped ones first, then the user's, newest first."""
    shipped = sorted(path.name for path in SHIPPED_CHECKPOINTS.glob("*") if _complete(path))
    return shipped + [name for name in runs.names() if _complete(runs_dir() / name) and name not in shipped]


def folder(name: str) -> Path:
    """Where the checkpoint lies.

    Raises:
        CheckpointError: there is none of this name.
    """
    for base in (SHIPPED_CHECKPOINTS, runs_dir()):
        if _complete(path := base / checked_name(name, "checkpoint name")):
            return path
    known = ", ".join(names()) or "there are none yet"
    raise CheckpointError(f"There is no checkpoint “{name}”.", f"Known checkpoints: {known}.")


def is_shipped(name: str) -> bool:
    return folder(name).parent == SHIPPED_CHECKPOINTS


def read(name: str) -> dict[str, Any]:
    """The card: title, data, training, figures, terms, parameters, size, latent_dim, unusualness ...

    Raises:
        CheckpointError: there is none of this name, or its card cannot be read.
    """
    try:
        card = read_json(folder(name) / "card.json")
        if not isinstance(card, dict):
            raise ValueError("no card")
        return card
    except (OSError, ValueError) as error:
        raise CheckpointError(f"The card of “{name}” is damaged.", "Delete the checkpoint.") from error


def config(name: str) -> dict[str, Any]:
    """Its `config.json`: preset, model, training ...

    Raises:
        CheckpointError: there is none of this name, or it cannot be read.
    """
    try:
        config = read_json(folder(name) / "config.json")
        if not all(isinstance(part, dict) for part in (config["model"], config.get("training", {}))):
            raise ValueError("no settings")
        return config
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"The settings of “{name}” are damaged.", "Delete the checkpoint.") from error


def identity(name: str) -> str:
    """The id of the checkpoint, read without building it; see `digest`.

    Raises:
        CheckpointError: there is none of this name, or its files cannot be read.
    """
    try:
        return digest(config(name)["model"], (folder(name) / "model.safetensors").read_bytes())
    except OSError as error:
        raise CheckpointError(f"The checkpoint “{name}” cannot be read.", "Delete it.") from error


def digest(settings: dict[str, Any], weights: bytes) -> str:
    """A hash of architecture and weights, equal only for equal models."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode() + weights).hexdigest()[:16]


def has_part(name: str, part: str) -> bool:
    """Whether the checkpoint's latent has an `identity` or `expression` part; a damaged one has none."""
    try:
        return config(name)["model"].get(f"{part}_dim", 0) > 0
    except (TypeError, CheckpointError):
        return False


def figure(name: str, key: str) -> dict[str, Any] | None:
    """The first figure of the card that a report calls by this key; None where it has none, or no card."""
    try:
        return next((figure for figure in read(name)["figures"] if figure.get("key") == key), None)
    except (KeyError, TypeError, AttributeError, CheckpointError):
        return None


def delete(name: str) -> None:
    """Remove one of the user's checkpoints with its run.

    Raises:
        CheckpointError: it is one that the project ships.
    """
    if is_shipped(name):
        raise CheckpointError(
            f"“{name}” comes with the program.", "Only your own checkpoints can be deleted."
        )
    lifecycle.delete(name)
