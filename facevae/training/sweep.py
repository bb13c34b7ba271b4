"""Many runs that differ in a few settings: every combination, or some drawn at random, into the queue."""

import itertools
import math
import random as chance
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facevae.errors import ConfigError
from facevae.training import launch, lifecycle
from facevae.training.presets import configure
from facevae.training.run import Run

MOST = 1000  # runs of one sweep
DIGITS = 3  # that count, of a number drawn from a span
TRIES = 100  # for each run, to draw one that was not drawn before


@dataclass(frozen=True)
class Span:
    """All numbers between two, to draw from: by their order of magnitude where both are above 0.

    Args:
        whole: only whole numbers.
    """

    low: float
    high: float
    whole: bool = False

    def __post_init__(self):
        if not self.low < self.high:
            raise ConfigError(
                f"{self.low:g}..{self.high:g} is no span.", "Write the smaller number first: 0.0001..0.01."
            )

    def draw(self, rng: chance.Random) -> float | int:
        if self.low > 0:
            value = math.exp(rng.uniform(math.log(self.low), math.log(self.high)))
        else:
            value = rng.uniform(self.low, self.high)
        return round(value) if self.whole else float(f"{value:.{DIGITS}g}")


Fields = Mapping[str, "Sequence[Any] | Span"]  # values of each setting, by its name


def values(text: str) -> list[str] | Span:
    """What a setting may be: `1, 4, 16` is a list, `0.0001..0.01` a span.

    Values that hold commas themselves stand between semicolons: `128,64; 256,128`.

    Raises:
        ConfigError: there is nothing in it, or a span runs backwards.
    """
    number = r"\s*([-+]?[\d.]+?(?:e[-+]?\d+)?)\s*"
    if span := re.fullmatch(rf"{number}\.\.{number}", text, re.IGNORECASE):
        try:
            low, high = map(float, span.groups())
        except ValueError:
            raise ConfigError(f"“{text}” is no span of numbers.", "Write 0.0001..0.01.") from None
        return Span(low, high, whole=all(part.lstrip("+-").isdecimal() for part in span.groups()))
    found = [part.strip() for part in text.split(";" if ";" in text else ",")]
    if not all(found):
        raise ConfigError(f"“{text}” holds no values.", "Write them with commas between: 1, 4, 16.")
    return list(dict.fromkeys(found))


def grid(fields: Fields) -> list[dict[str, Any]]:
    """Every combination of the values, the last setting changing fastest.

    Raises:
        ConfigError: there are none, too many, or a span among them.
    """
    for name, found in fields.items():
        if isinstance(found, Span):
            raise ConfigError(
                f"{name} is a span, of which a grid has no end.", "List its values, or draw at random."
            )
    total = math.prod(len(found) for found in fields.values()) if fields else 0
    if not 1 <= total <= MOST:
        raise ConfigError(f"These are {total:,} combinations.", f"Give 1 to {MOST:,}, or draw at random.")
    return [dict(zip(fields, chosen, strict=True)) for chosen in itertools.product(*fields.values())]


def random(fields: Fields, count: int, seed: int = 0) -> list[dict[str, Any]]:
    """So many combinations drawn at random, none twice; fewer where there are not so many.

    Raises:
        ConfigError: nothing to draw from, or a count below 1 or too high.
    """
    if not fields or not 1 <= count <= MOST:
        raise ConfigError(
            f"{count} runs of {len(fields)} settings cannot be drawn.", f"Give 1 to {MOST:,} runs."
        )
    rng = chance.Random(seed)
    drawn: dict[tuple[Any, ...], None] = {}
    for _ in range(count * TRIES):
        if len(drawn) == count:
            break
        drawn[tuple(_one(found, rng) for found in fields.values())] = None
    return [dict(zip(fields, chosen, strict=True)) for chosen in drawn]


def _one(found: Sequence[Any] | Span, rng: chance.Random) -> Any:
    return found.draw(rng) if isinstance(found, Span) else rng.choice(found)


def enqueue(data: str, preset: str, settings_list: Iterable[Mapping[str, Any]], name: str) -> list[Run]:
    """Put a run for each of the settings into the queue: all of them, or none.

    The runs are called `NAME-1`, `NAME-2` ...

    Raises:
        ConfigError: a setting is unknown or bad.
        FaceSetError: no such face set, or nothing in it to train on.
        RunError: a name is taken.
    """
    every = list(settings_list)
    for settings in every:
        configure(preset, settings)
    width = len(str(len(every)))
    runs: list[Run] = []
    try:
        for number, settings in enumerate(every, 1):
            runs.append(launch.prepare(data, preset, settings, f"{name}-{number:0{width}}", sweep=name))
    except Exception:
        for run in runs:
            run.become("cancelled")
            lifecycle.delete(run.name)
        raise
    for run in runs:
        launch.enqueue(run)
    return runs
