"""The settings of a run as the page shows them, read from the config classes and the comments beside them."""

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from itertools import groupby
from typing import Any

from facevae.json_values import plain
from facevae.models import config as models
from facevae.models import registry
from facevae.models.config import ModelConfig
from facevae.training import config as training
from facevae.training.config import TrainConfig
from facevae.training.presets import PRESETS

# A setting's choices; a mapping, or a registry, says of each what it means.
CHOICES = {
    "kind": models.KINDS,
    "backbone": registry.BACKBONES,
    "likelihood": registry.LIKELIHOODS,
    "prior": registry.PRIORS,
    "optimiser": training.OPTIMISERS,
    "sampling": models.BALANCES,
    "sampling_by": training.SAMPLING_BY,
    "expression_balance": models.BALANCES,
    "precision": training.PRECISIONS,
}
ACRONYMS = ("ema", "tc", "mmd")
CONFIGS = (TrainConfig, ModelConfig)
# A heading within a config class, or a field with what is said beside it.
LINE = re.compile(r"^    (?:# (.+)|(\w+): [^#\n]*?(?:# (.+))?)$", re.MULTILINE)
NAMES = {field.name for config in CONFIGS for field in fields(config)}


@dataclass(frozen=True)
class Setting:
    """One field of a config.

    Args:
        meaning: the comment beside the field, and what each choice means.
        section: the comment above it and its neighbours.
        only_with: another setting without which it has no effect; empty: it always has.
        only_for: that setting's values with which it has an effect; empty: all but 0 and nothing.
    """

    name: str
    default: Any
    meaning: str
    section: str
    only_with: str = ""
    only_for: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        first, *others = self.name.split("_")
        return " ".join([first.upper() if first in ACRONYMS else first.capitalize(), *others])

    def matters(self, values: Mapping[str, Any]) -> bool:
        """Whether it has an effect beside these other settings."""
        if not self.only_with:
            return True
        value = values.get(self.only_with)
        return value in self.only_for if self.only_for else bool(value)


@cache
def settings(config: type) -> list[Setting]:
    """Every field of a config class in its order."""
    found, section = [], ""
    defaults = {field.name: field.default for field in fields(config)}
    for heading, name, comment in LINE.findall(inspect.getsource(config)):
        section = heading or section
        if name in defaults:
            found.append(Setting(name, defaults[name], *_meaning(name, comment, section)))
    return found


def _meaning(name: str, comment: str, section: str) -> tuple[str, str, str, tuple[str, ...]]:
    """Meaning, section, and what it needs, from a comment such as `mlp: units of the hidden layers`."""
    choices = CHOICES.get(name)
    if isinstance(choices, Mapping):
        listed = "".join(f"\n- {choice}: {meaning}" for choice, meaning in choices.items())
        comment = f"{comment}\n{listed}"
    before, _, after = comment.partition(": ")
    if before in NAMES:
        return after, section, before, ()
    words = tuple(before.split(", "))
    for other, values in CHOICES.items():
        if other != name and set(words) <= set(values):
            return after, section, other, words
    return comment, section, "", ()


def sections() -> dict[str, list[Setting]]:
    """All settings by section, how long it takes first and what the model is made of last."""
    every = [setting for config in CONFIGS for setting in settings(config)]
    return {section: list(group) for section, group in groupby(every, key=lambda setting: setting.section)}


def of_preset(preset: str) -> dict[str, Any]:
    """The value of every setting in a preset."""
    chosen = PRESETS[preset]
    defaults = {setting.name: setting.default for config in CONFIGS for setting in settings(config)}
    return defaults | chosen.model | chosen.training


def changed(preset: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are not the preset's own."""
    own = of_preset(preset)
    return {name: value for name, value in values.items() if value != own[name]}


def unlike_preset(config: Mapping[str, Any]) -> str:
    """`latent_dim 12, beta 4.0`: the settings of a run or checkpoint that its preset has otherwise today.

    Empty for one of a preset that is not known here.

    Args:
        config: as its `config.json` has them.
    """
    if config.get("preset") not in PRESETS:
        return ""
    own, values = of_preset(config["preset"]), config["model"] | config.get("training", {})
    unlike = (name for name, value in values.items() if name in own and plain(own[name]) != plain(value))
    return ", ".join(f"{name} {_said(values[name])}" for name in unlike)


def _said(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
