"""What a run's `config.json` has to say. No torch here."""

from typing import Any

from facevae.models.config import ModelConfig, names, typed
from facevae.training.config import TrainConfig

# Settings that every run has; what an older one does not know was at its default.
NEEDED = {
    "model": ("size", "latent_dim"),
    "training": ("device", "batch_size", "epochs", "steps", "seed"),
}


def whole(config: Any) -> dict[str, Any]:
    """The same config, if it says all that every run's does and each setting is of its kind.

    Raises:
        ConfigError, KeyError, TypeError: it is not.
    """
    if not all(isinstance(config[name], str) for name in ("data", "data_version", "preset")):
        raise TypeError("no faces or no preset")
    for part, kind in (("model", ModelConfig), ("training", TrainConfig)):
        settings, known = config[part], set(names(kind))
        typed(kind, {key: settings[key] for key in {*NEEDED[part], *settings} if key in known})
    return config
