"""What a model is made of: every size and every term is a plain field."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from facevae.errors import ConfigError
from facevae.models.registry import BACKBONES, LIKELIHOODS, PRIORS

KINDS = ("vae", "ae")
# Each choice has its meaning beside it.
BALANCES = {
    "uniform": "every face alike",
    "inverse": "every class alike, however rare",
    "root": "halfway: a class of four times as many faces counts twice as much",
    "effective": "in between: the more faces a class has, the less one more adds",
}

Config = TypeVar("Config")


@dataclass(frozen=True)
class ModelConfig:
    """The architecture and the likelihood of one autoencoder."""

    # Network
    kind: str = "vae"  # vae: samples z from the posterior; ae: the plain autoencoder, z = mu and no KL
    backbone: str = "residual"  # the encoder and the decoder
    size: int = 64  # pixels on a side
    channels: int = 3  # 3: colour, 1: grey
    hidden: tuple[int, ...] = (128, 64)  # mlp: units of the encoder's hidden layers; the decoder mirrors them
    width: int = 32  # conv, residual, resnet: channels at half resolution, doubled at each halving
    blocks: int = 2  # residual, resnet: blocks at each resolution
    encoder_blocks: int = 0  # residual, resnet: as many in the encoder alone; 0: as blocks
    dropout: float = 0.0  # resnet: share of the features before the latent that a step does not see
    # Latent
    latent_dim: int = 128  # numbers that describe a face
    identity_dim: int = 0  # the first of them, that say whose face it is; 0: no such part
    expression_dim: int = 0  # the next, that say which expression; 0: no such part
    expression_columns: tuple[str, ...] = ("expression",)  # expression_dim: label columns that it can tell
    spatial_channels: int = 0  # channels of an 8x8 latent beside the vector, for its detail; 0: none
    # Pixels, and new faces
    likelihood: str = "calibrated"  # what an error of a pixel costs
    variance: float = 0.5  # gaussian: variance of a pixel; 0.5 makes the loss the sum of squared errors
    mixtures: int = 5  # logistic: distributions that each pixel is a mixture of
    prior: str = "gaussian"  # what new faces are drawn from, fitted when the run ends

    def __post_init__(self):
        for name, known in (
            ("kind", KINDS),
            ("backbone", BACKBONES),
            ("likelihood", LIKELIHOODS),
            ("prior", PRIORS),
        ):
            chosen = getattr(self, name)
            require(chosen in known, f"{name} is “{chosen}”", f"Choose one of {', '.join(known)}.")
        require(1 <= self.mixtures <= 32, f"mixtures is {self.mixtures}", "Choose 1 to 32.")
        require(
            self.size in (32, 64, 128, 256) if self.backbone != "mlp" else 8 <= self.size <= 256,
            f"size is {self.size}",
            "Choose 32, 64, 128 or 256 (mlp: anything from 8 to 256).",
        )
        require(self.channels in (1, 3), f"channels is {self.channels}", "Choose 1 or 3.")
        require(1 <= self.latent_dim <= 4096, f"latent_dim is {self.latent_dim}", "Choose 1 to 4096.")
        for name in ("identity_dim", "expression_dim", "spatial_channels"):
            require(getattr(self, name) >= 0, f"{name} is {getattr(self, name)}", "Give 0 or more.")
        require(
            self.identity_dim + self.expression_dim <= self.latent_dim,
            f"identity_dim and expression_dim are {self.identity_dim} and {self.expression_dim}",
            f"Together they are part of latent_dim, which is {self.latent_dim}.",
        )
        require(
            not self.spatial_channels or (self.kind == "vae" and self.size in (32, 64, 128, 256)),
            f"spatial_channels is {self.spatial_channels}",
            "Only a vae of 32, 64, 128 or 256 pixels has an 8x8 latent.",
        )
        require(
            bool(self.expression_columns), "expression_columns is empty", "Name a label column: expression."
        )
        require(
            all(h > 0 for h in self.hidden),
            f"hidden is {self.hidden}",
            "Give positive sizes, such as 128,64.",
        )
        require(1 <= self.width <= 512, f"width is {self.width}", "Choose 1 to 512.")
        for name in ("blocks", "encoder_blocks"):
            require(0 <= getattr(self, name) <= 16, f"{name} is {getattr(self, name)}", "Choose 0 to 16.")
        require(0 <= self.dropout < 1, f"dropout is {self.dropout}", "Give 0 to below 1.")
        require(self.variance > 0, f"variance is {self.variance}", "Give a positive number.")


def require(holds: bool, what: str, remedy: str) -> None:
    """Raise a ConfigError unless the condition holds."""
    if not holds:
        raise ConfigError(f"The setting {what}.", remedy)


def names(config: type) -> list[str]:
    return [field.name for field in fields(config)]


def refuse_unknown(keys: Iterable[str], known: list[str]) -> None:
    """Raise a ConfigError for the first unknown key, naming the nearest known one."""
    for key in keys:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
            raise ConfigError(f"There is no setting “{key}”.", f"Did you mean “{near[0]}”?")


def build_config(config: type[Config], settings: Mapping[str, Any]) -> Config:
    """A config of the given class from settings, texts from a command line included.

    Raises:
        ConfigError: an unknown key (the nearest known one is named) or a value of the wrong type.
    """
    refuse_unknown(settings, names(config))
    return config(**typed(config, settings))


def typed(config: type, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of a config's class, each as its field has it.

    Raises:
        ConfigError: a value of the wrong type.
    """
    defaults = {field.name: field.default for field in fields(config)}
    return {key: _typed(key, value, defaults[key]) for key, value in settings.items()}


def _typed(key: str, value: Any, default: Any) -> Any:
    kind = type(default)
    try:
        if kind is tuple:
            parts = value.split(",") if isinstance(value, str) else value
            return tuple(type(default[0])(part) for part in parts)
        if kind is bool:
            return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[
                str(value).lower()
            ]
        if kind is int and isinstance(value, float) and value != int(value):
            raise ValueError
        return kind(value)
    except (TypeError, ValueError, KeyError, OverflowError):
        raise ConfigError(
            f"The setting {key} is “{value}”.", f"Give {_article(kind)}, such as {_example(kind)}."
        ) from None


def _article(kind: type) -> str:
    return {int: "a whole number", float: "a number", bool: "true or false", tuple: "whole numbers"}.get(
        kind, "a word"
    )


def _example(kind: type) -> str:
    return {int: "64", float: "0.001", bool: "true", tuple: "128,64"}.get(kind, "vae")
