"""What the tests of runs share."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from facevae.training.presets import configure


def asked(
    preset: str = "article", settings: Mapping[str, Any] | None = None, **further: Any
) -> dict[str, Any]:
    """All that a run's `config.json` says of a preset with other settings, and what else it should say."""
    model, training = configure(preset, settings or {})
    told = {"preset": preset, "data": "people", "data_version": "1"}
    return json.loads(json.dumps(told | {"model": asdict(model), "training": asdict(training)} | further))
