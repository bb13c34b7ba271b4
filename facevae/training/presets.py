"""Named starting points, and the settings that change them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from facevae.errors import ConfigError
from facevae.models.config import ModelConfig, build_config, names, refuse_unknown, require
from facevae.training.config import TrainConfig


@dataclass(frozen=True)
class Preset:
    """A named set of settings.

    Args:
        title: what it is called on the page.
        purpose: one line, what it is good for.
    """

    title: str
    purpose: str
    model: dict[str, Any] = field(default_factory=dict)
    training: dict[str, Any] = field(default_factory=dict)


_ARTICLE_MODEL = {
    "backbone": "mlp",
    "hidden": (128, 64),
    "latent_dim": 100,
    "likelihood": "gaussian",
    "variance": 0.5,
}
_ARTICLE_TRAINING = {"optimiser": "adam", "epochs": 100, "batch_size": 32, "cosine": False, "flip": 0.0}

_CONV_MODEL = {"backbone": "conv", "latent_dim": 128, "prior": "mixture"}
_CONV_TRAINING = {
    "epochs": 50,
    "learning_rate": 1e-3,
    "learning_rate_warmup": 100,
    "beta_warmup": 0.1,
    "ema": 0.995,
}
_PHOTO_MODEL = {"backbone": "residual", "width": 32, "blocks": 1, "latent_dim": 128, "prior": "mixture"}
_RECOGNISER_MODEL = {**_PHOTO_MODEL, "backbone": "resnet", "encoder_blocks": 2, "dropout": 0.4}
_PHOTO_TRAINING = {
    "epochs": 40,
    "batch_size": 32,
    "learning_rate": 1e-3,
    "learning_rate_warmup": 300,
    "beta_warmup": 0.1,
    "ema": 0.999,
    "crop": 0.05,
    "rotation": 3.0,
    "brightness": 0.1,
    "contrast": 0.1,
}

# What a term of the loss needs of the model.
NEEDED = {
    "identity_weight": ("identity_dim",),
    "expression_weight": ("expression_dim",),
    "separation_weight": ("identity_dim", "expression_dim"),
}
PRESETS = {
    "article": Preset(
        "The article's VAE",
        "A small network of three layers each way. Quick to train and easy to explain; blurred.",
        _ARTICLE_MODEL,
        _ARTICLE_TRAINING,
    ),
    "article-ae": Preset(
        "The article's autoencoder",
        "The same network without the KL term, to see what it does: sharper, but nothing to sample from.",
        {**_ARTICLE_MODEL, "kind": "ae"},
        _ARTICLE_TRAINING,
    ),
    "conv": Preset(
        "Convolutional VAE",
        "Sees edges and shapes instead of single pixels. A good picture of the data after a few minutes.",
        _CONV_MODEL,
        _CONV_TRAINING,
    ),
    "disentangled": Preset(
        "Independent latents",
        "The convolutional VAE, charged for latents that depend on each other, so that each comes to mean "
        "something of its own. A little more blurred.",
        {**_CONV_MODEL, "latent_dim": 32},
        {**_CONV_TRAINING, "tc_weight": 40.0},
    ),
    "infovae": Preset(
        "InfoVAE",
        "The convolutional VAE, asked that all faces together lie as the prior wants, and not each alone: "
        "latents keep more of a face.",
        _CONV_MODEL,
        {**_CONV_TRAINING, "beta": 0.1, "mmd_weight": 1000.0},
    ),
    "photo": Preset(
        "Photo VAE",
        "Residual network for photographs, the best pictures here. Worth an hour on a CPU, minutes on a GPU.",
        _PHOTO_MODEL,
        _PHOTO_TRAINING,
    ),
    "photo-sharp": Preset(
        "Photo VAE, sharper",
        "The same network, asked also to look right to the encoder of “photo-64” and, from half-time on, to "
        "a discriminator that learns beside it. Sharper edges; one and a half times as slow.",
        _PHOTO_MODEL,
        {**_PHOTO_TRAINING, "perceptual_weight": 0.5, "adversarial_weight": 0.2},
    ),
    "recognise": Preset(
        "VAE that knows people",
        "A network made for recognition, with one part of the latent for who it is and one for the "
        "expression, learned from whatever labels the faces have. Its pictures are softer than the photo "
        "VAE's.",
        {**_RECOGNISER_MODEL, "identity_dim": 64, "expression_dim": 16},
        {
            **_PHOTO_TRAINING,
            "batch_size": 64,
            "weight_decay": 0.05,
            "beta_warmup": 0.0,
            "identity_weight": 3000.0,
            "expression_weight": 4000.0,
            "separation_weight": 300.0,
            "crop": 0.1,
            "rotation": 8.0,
            "brightness": 0.2,
            "contrast": 0.2,
            "grey": 0.2,
        },
    ),
    "detail": Preset(
        "Photo VAE with detail",
        "A small picture of latents beside the vector keeps hair, teeth and glasses: sharp reconstructions. "
        "The vector itself stays as in the photo VAE.",
        {**_PHOTO_MODEL, "spatial_channels": 8},
        _PHOTO_TRAINING,
    ),
    "bits": Preset(
        "Photo VAE that counts bits",
        "The same network, giving each of a pixel's 256 levels a probability: its loss says how many bits a "
        "picture takes. Slower.",
        {**_PHOTO_MODEL, "likelihood": "logistic"},
        _PHOTO_TRAINING,
    ),
}
MAIN = ("article", "conv", "photo", "recognise", "detail")  # what to look at first; the others vary these


def configure(preset: str, settings: Mapping[str, Any] | None = None) -> tuple[ModelConfig, TrainConfig]:
    """The preset's model and training settings, changed by the user's.

    Raises:
        ConfigError: no such preset, an unknown setting (the nearest known one is named), a bad value.
    """
    if preset not in PRESETS:
        raise ConfigError(f"There is no preset “{preset}”.", f"Choose one of {', '.join(PRESETS)}.")
    settings = dict(settings or {})
    model_names, training_names = names(ModelConfig), names(TrainConfig)
    refuse_unknown(settings, model_names + training_names)
    chosen = PRESETS[preset]
    model = chosen.model | {key: value for key, value in settings.items() if key in model_names}
    training = chosen.training | {key: value for key, value in settings.items() if key in training_names}
    configs = build_config(ModelConfig, model), build_config(TrainConfig, training)
    _require_parts(*configs)
    return configs


def _require_parts(model: ModelConfig, training: TrainConfig) -> None:
    """A term about a part of the latent needs that part."""
    for term, sizes in NEEDED.items():
        for size in sizes:
            require(
                not getattr(training, term) or getattr(model, size) > 0,
                f"{size} is 0, but {term} is {getattr(training, term):g}",
                f"Give {size} some of the latents, such as 16, or leave {term} at 0.",
            )
