"""How long training takes on this machine, judged by the runs that were made on it."""

from typing import Any

from facevae.errors import FaceVAEError
from facevae.progress import in_words

# What decides the speed of a step; runs alike in these are as fast as one another.
SPEED = ("backbone", "size", "channels", "latent_dim", "hidden", "width", "blocks")


def estimate(preset: str, faces: int) -> str | None:
    """About how long a preset takes on so many training faces; None where nothing like it ever ran here."""
    from dataclasses import asdict

    from facevae.training.presets import configure

    model, training = configure(preset)
    images_per_s = speed(asdict(model))
    if images_per_s is None:
        return None
    images = training.steps * training.batch_size or training.epochs * faces
    return f"about {in_words(images / images_per_s)}"


def speed(model: dict[str, Any]) -> float | None:
    """Images a second of the newest run with such a model."""
    from facevae.training import run as runs

    for name in runs.names():
        try:
            run = runs.Run.open(name)
            theirs, status = run.config["model"], run.status()
        except (FaceVAEError, OSError, ValueError, KeyError):
            continue
        if _alike(theirs, model) and status.get("images_per_s"):
            return float(status["images_per_s"])
    return None


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(_plain(one.get(key)) == _plain(other.get(key)) for key in SPEED)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
