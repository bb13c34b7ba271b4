"""Beginning with what other models have learned."""

import torch
from torch import Tensor

from facevae.errors import CheckpointError
from facevae.training.checkpoint import load_checkpoint
from facevae.training.trainer import Trainer


def take_over(trainer: Trainer, names: str) -> list[str]:
    """Put a checkpoint's weights into the trainer's model wherever name and shape agree; what stayed its own.

    Args:
        names: of several, joined by `+`, the mean of the weights that they share. It is worth something where
            they went different ways from one beginning.

    Raises:
        CheckpointError: one is missing or damaged, or nothing of it fits.

    Source: Wortsman et al. 2022, https://arxiv.org/abs/2203.05482 (the mean)
    """
    theirs = _mean([load_checkpoint(name).model.state_dict() for name in names.split("+")])
    own = trainer.model.state_dict()
    fitting = {
        key: value
        for key, value in theirs.items()
        if key in own and own[key].shape == value.shape and not key.startswith("prior.")  # fitted at the end
    }
    if not any(value.is_floating_point() and value.ndim > 1 for value in fitting.values()):
        raise CheckpointError(
            f"Nothing of “{names}” fits this model.", "Choose settings like those of its card."
        )
    with torch.no_grad():
        for model in (trainer.model, trainer.ema):
            model.load_state_dict(fitting, strict=False)
    return sorted(own.keys() - fitting.keys())


def _mean(states: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """What all of them have in the same shape, float32 where it is not counted."""
    first, *others = states
    shared = [
        key for key in first if all(key in state and state[key].shape == first[key].shape for state in others)
    ]
    return {
        key: torch.stack([state[key].float() for state in states]).mean(0).to(first[key].dtype)
        for key in shared
    }
