"""Why a run has failed, in words for people."""

import traceback
from contextlib import suppress

import torch

from facevae import ranks
from facevae.errors import Cancelled, FaceVAEError, RunError
from facevae.home import way_out
from facevae.training.run import Run


def require_hope(run: Run) -> None:
    """Refuse to begin again where torchrun restarts ranks that failed for a reason that would return."""
    if ranks.restarts() and (status := run.status())["state"] == "failed":
        raise RunError(status["reason"], status["remedy"])


def reason(error: BaseException, run: Run) -> FaceVAEError:
    """What to tell a person about it; where nobody foresaw it, the run's log says where it happened."""
    if isinstance(error, FaceVAEError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return Cancelled()
    if isinstance(error, OSError):
        return RunError(
            f"The run could not write its files: {error.strerror or error}.",
            f"{way_out(error)}, then resume.",
        )
    if _memory_is_full(error):
        return RunError("The memory is full.", "Lower batch_size first, then width or size.")
    with suppress(OSError):
        run.log("".join(traceback.format_exception(error)))
    told = ": ".join([type(error).__name__, *str(error).splitlines()[:1]])
    return RunError(f"Training failed: {told.rstrip('.')}.", "The run's log.txt says more.")


def _memory_is_full(error: BaseException) -> bool:
    text = str(error).lower()
    told = "out of memory" in text or "can't allocate memory" in text  # mps and cpu, each a RuntimeError
    return told or isinstance(error, (torch.OutOfMemoryError, MemoryError))
