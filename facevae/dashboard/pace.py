"""How long training takes on this machine, judged by the runs that were made on it."""

from dataclasses import asdict
from typing import Any

from facevae.errors import FaceVAEError
from facevae.models.config import ModelConfig
from facevae.progress import in_words
from facevae.training.config import TrainConfig
from facevae.training.presets import configure

# What decides the speed of a step; runs alike in these are as fast as one another.
SPEED = (
    *("backbone", "size", "channels", "latent_dim", "hidden", "width", "blocks", "encoder_blocks"),
    *("spatial_channels", "likelihood", "mixtures", "only", "decode_share"),
    *("perceptual_weight", "adversarial_weight"),
)


def estimate(preset: str, faces: int) -> str | None:
    """About how long a preset takes on so many training faces; None where nothing like it ever ran here."""
    model, training = configure(preset)
    images_per_s = speed(asdict(model) | asdict(training))
    if images_per_s is None:
        return None
    images = training.steps * training.batch_size or training.epochs * faces
    return f"about {in_words(images / images_per_s)}"


def speed(settings: dict[str, Any]) -> float | None:
    """Images a second of the newest run with settings that are as fast."""
    from facevae.training import run as runs

    for name in runs.names():
        try:
            run = runs.Run.open(name)
            theirs, status = run.config["model"] | run.config["training"], run.status()
        except (FaceVAEError, OSError, ValueError, KeyError, TypeError):
            continue
        if _alike(theirs, settings) and status.get("images_per_s"):
            return float(status["images_per_s"])
    return None


def _alike(theirs: dict[str, Any], settings: dict[str, Any]) -> bool:
    """A setting that an older run does not know was at its default."""
    defaults = asdict(ModelConfig()) | asdict(TrainConfig())
    return all(_plain(theirs.get(key, defaults[key])) == _plain(settings[key]) for key in SPEED)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
