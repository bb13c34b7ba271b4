"""Arguments that several verbs share."""

import argparse
import math
from typing import Any

from facevae.errors import ConfigError

CROPS = ("detect", "center", "none")
PRESET = "photo"  # where none is named


def seed(text: str) -> int:
    """A whole number from 0 up."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is no seed: give a whole number, 0 or more")
    return int(text)


def number(text: str) -> float:
    """A number that is one: neither nan nor inf."""
    value = float(text)
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"“{text}” is no number")
    return value


def what_to_train(parser: argparse.ArgumentParser) -> None:
    """The arguments that say what a new run is to be."""
    from facevae.training.presets import PRESETS

    parser.add_argument("--data", metavar="NAME", help="the face set, or several: lfw+ferplus")
    parser.add_argument("--preset", help=f"{', '.join(PRESETS)}; default: {PRESET}")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="settings",
        help="change a setting of the preset, such as steps=2000; may be repeated",
    )
    # torchrun takes `--run` for an option of its own, wherever it stands.
    parser.add_argument(
        "--run", "--name", dest="run", metavar="NAME", help="name of the run and of its checkpoint"
    )


def settings_of(pairs: list[str]) -> dict[str, str]:
    """`["steps=100"]` as `{"steps": "100"}`.

    Raises:
        ConfigError: a pair has no `=`.
    """
    for pair in pairs:
        if "=" not in pair:
            raise ConfigError(f"“{pair}” is no setting.", "Write key=value, such as steps=2000.")
    return dict(pair.split("=", 1) for pair in pairs)


def refuse_beside_resume(options: argparse.Namespace) -> None:
    """Refuse what a run that goes on would not do: it keeps its faces, its settings and its name.

    Raises:
        ConfigError: so it is.
    """
    others = ("data", "preset", "settings", "run", "device", "like", "cost")
    asked = [name for name in others if getattr(options, name, None)]
    if options.resume and asked:
        told = "--set" if asked[0] == "settings" else f"--{asked[0]}"
        raise ConfigError(
            f"A run that goes on stays as it is: {told} does not go with --resume.",
            "Leave it out, or begin another run with queue add --like.",
        )


def column_and_value(text: str) -> tuple[str, str]:
    """`expression=fear` as its two halves.

    Raises:
        ConfigError: there is no `=`.
    """
    column, equals, value = text.partition("=")
    if not equals:
        raise ConfigError(f"“{text}” names no faces.", "Write column=value, such as expression=happiness.")
    return column, value


def model_of(name: str) -> Any:
    """The checkpoint of that name as a codec, or else the recogniser of another maker."""
    from facevae.latents.codec import Codec
    from facevae.recognition import onnx
    from facevae.training import cards

    other = name in onnx.names() and name not in cards.names()
    return onnx.open_embedder(name) if other else Codec.load(name)
