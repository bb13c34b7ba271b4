"""How long training takes on this machine, judged by what was run and tried on it."""

import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from facevae.errors import FaceVAEError
from facevae.home import cache_dir, read_json, write_json
from facevae.json_values import plain
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
TRIALS = 50  # whose speed is kept


def estimate(preset: str, faces: int) -> str | None:
    """About how long a preset takes on so many training faces; None where nothing like it ever ran here."""
    model, training = configure(preset)
    images_per_s = speed(asdict(model) | asdict(training))
    if images_per_s is None:
        return None
    images = training.steps * training.batch_size or training.epochs * faces
    return f"about {in_words(images / images_per_s)}"


def speed(settings: dict[str, Any]) -> float | None:
    """Images a second of what was run or tried last with settings that are as fast."""
    known = [*_of_runs(settings), *_of_trials(settings)]
    return max(known)[1] if known else None


def note(preset: str, chosen: Mapping[str, Any], images_per_s: float) -> None:
    """Keep the speed of a trial of a preset with these settings changed."""
    model, training = configure(preset, chosen)
    settings = asdict(model) | asdict(training)
    one = {"at": time.time(), "images_per_s": images_per_s, "settings": {key: settings[key] for key in SPEED}}
    write_json(_store(), [*_trials(), one][-TRIALS:], lasting=False)


def _store():
    return cache_dir() / "paces.json"


def _trials() -> list[dict]:
    with suppress(OSError, ValueError):
        kept = read_json(_store())
        return kept if isinstance(kept, list) else []
    return []


def _of_trials(settings: dict[str, Any]) -> Iterator[tuple[float, float]]:
    """When such settings were tried, and how fast they were."""
    for one in _trials():
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            if _alike(one["settings"], settings) and one["images_per_s"]:
                yield float(one["at"]), float(one["images_per_s"])


def _of_runs(settings: dict[str, Any]) -> Iterator[tuple[float, float]]:
    """When the newest run with such settings was last heard of, and how fast it was."""
    from facevae.training import run as runs

    for name in runs.names():
        try:
            run = runs.Run.open(name)
            theirs, status = run.config["model"] | run.config["training"], run.status()
        except (FaceVAEError, OSError, ValueError, KeyError, TypeError):
            continue
        if _alike(theirs, settings) and status.get("images_per_s"):
            yield float(status.get("updated", 0.0)), float(status["images_per_s"])
            return


def _alike(theirs: dict[str, Any], settings: dict[str, Any]) -> bool:
    """A setting that an older run does not know was at its default."""
    defaults = asdict(ModelConfig()) | asdict(TrainConfig())
    return all(plain(theirs.get(key, defaults[key])) == plain(settings[key]) for key in SPEED)
