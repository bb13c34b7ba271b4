"""The settings of a run as the page shows them, read from the config classes and the comments beside them."""

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from facevae.models import config as models
from facevae.models.config import ModelConfig
from facevae.training import config as training
from facevae.training.config import TrainConfig
from facevae.training.presets import PRESETS

CHOICES = {
    "kind": models.KINDS,
    "backbone": models.BACKBONES,
    "likelihood": models.LIKELIHOODS,
    "optimiser": training.OPTIMISERS,
    "precision": training.PRECISIONS,
}
GROUPS = {"Model": ModelConfig, "Training": TrainConfig}


@dataclass(frozen=True)
class Setting:
    """One field of a config.

    Args:
        meaning: the comment beside the field.
        only_for: values of other settings, such as `mlp`, without which it has no effect; empty for always.
    """

    name: str
    default: Any
    meaning: str
    only_for: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        words = self.name.replace("_", " ")
        return "EMA" if words == "ema" else words[0].upper() + words[1:]

    def matters(self, values: Mapping[str, Any]) -> bool:
        """Whether it has an effect beside these other settings."""
        return not self.only_for or any(values.get(name) in self.only_for for name in CHOICES)


@cache
def settings(config: type) -> list[Setting]:
    """Every field of a config class in its order."""
    comments = dict(re.findall(r"^    (\w+): [^#\n]*#[ ](.+)$", inspect.getsource(config), re.MULTILINE))
    return [_setting(field.name, field.default, comments.get(field.name, "")) for field in fields(config)]


def _setting(name: str, default: Any, comment: str) -> Setting:
    if name in CHOICES:
        return Setting(name, default, comment)
    known = {choice for choices in CHOICES.values() for choice in choices}
    before, colon, after = comment.partition(": ")
    only_for = tuple(before.split(", ")) if colon else ()
    if only_for and known.issuperset(only_for):
        return Setting(name, default, after, only_for)
    if comment == "adamw only":
        return Setting(name, default, "pull of the weights towards 0", ("adamw",))
    return Setting(name, default, comment)


def of_preset(preset: str) -> dict[str, Any]:
    """The value of every setting in a preset."""
    chosen = PRESETS[preset]
    defaults = {setting.name: setting.default for config in GROUPS.values() for setting in settings(config)}
    return defaults | chosen.model | chosen.training


def changed(preset: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are not the preset's own."""
    own = of_preset(preset)
    return {name: value for name, value in values.items() if value != own[name]}
