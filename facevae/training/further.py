"""Which further terms the loss of a run has: their weights, and what they are built with."""

from collections.abc import Callable
from typing import Any

import torch

from facevae.models.registry import TERMS
from facevae.training.config import TrainConfig
from facevae.training.features import open_features
from facevae.training.sets import Counts


def term_settings(
    config: TrainConfig, counts: Counts, device: torch.device, dtype: torch.dtype
) -> tuple[dict[str, float], dict[str, dict[str, Any]]]:
    """The weight of each further term that counts, and the settings it is built with.

    Without people to tell apart there is no identity term.

    Args:
        counts: how much there is to learn from.
        device, dtype: of what a frozen network computes.
    """
    given: dict[str, Callable[[], dict[str, Any]]] = {
        "identity": lambda: {
            "people": counts.people,
            "margin": config.identity_margin,
            "scale": config.identity_scale,
        },
        "expression": lambda: {
            "counts": counts.expressions,
            "balance": config.expression_balance,
            "gamma": config.expression_focus,
        },
        "separation": lambda: {"people": counts.people},
        "perceptual": lambda: {"features": open_features(config.perceptual_from, device, dtype)},
        "adversarial": lambda: {"start": config.adversarial_from},
        "tc": lambda: {"faces": counts.faces},
    }
    weights = {name: getattr(config, f"{name}_weight") for name in TERMS}
    nobody = {"identity"} if not counts.people else set()
    weights = {name: weight for name, weight in weights.items() if weight and name not in nobody}
    return weights, {name: given.get(name, dict)() for name in weights}
