"""Beginning with what another model has learned."""

import torch

from facevae.errors import CheckpointError
from facevae.training.checkpoint import load_checkpoint
from facevae.training.trainer import Trainer


def take_over(trainer: Trainer, name: str) -> list[str]:
    """Put a checkpoint's weights into the trainer's model wherever name and shape agree; what stayed its own.

    Raises:
        CheckpointError: it is missing or damaged, or nothing of it fits.
    """
    theirs = load_checkpoint(name).model.state_dict()
    own = trainer.model.state_dict()
    fitting = {
        key: value
        for key, value in theirs.items()
        if key in own and own[key].shape == value.shape and not key.startswith("prior.")  # fitted at the end
    }
    if not any(value.is_floating_point() and value.ndim > 1 for value in fitting.values()):
        raise CheckpointError(
            f"Nothing of “{name}” fits this model.", "Choose settings like those of its card."
        )
    with torch.no_grad():
        for model in (trainer.model, trainer.ema):
            model.load_state_dict(fitting, strict=False)
    return sorted(own.keys() - fitting.keys())
