"""What a run writes while it learns: metrics, status and pictures."""

import time
from typing import Any

import torch
from torch import Tensor

from facevae.models.losses import Terms
from facevae.progress import Progress
from facevae.training import device as devices
from facevae.training import samples, schedules
from facevae.training.batches import Order
from facevae.training.run import Run
from facevae.training.sets import Faces
from facevae.training.trainer import Trainer

FIXED_FACES = 8
VALIDATION_FACES = 512
STATUS_SECONDS = 0.5
FIRST_STEPS = 5  # logged one by one


class Recorder:
    """Writes the metrics, status and samples of one run.

    Args:
        status: what the run's status says from the outset.
        held_out: the faces to judge by.
    """

    def __init__(
        self,
        run: Run,
        trainer: Trainer,
        order: Order,
        held_out: Faces,
        status: dict[str, Any],
        progress: Progress,
    ):
        self.run, self.trainer, self.order, self.progress = run, trainer, order, progress
        self.config = trainer.config
        self.judged = _some(held_out, VALIDATION_FACES)
        self.fixed, _ = _some(held_out, FIXED_FACES)
        self.status = status
        self.seconds = 0.0  # of training, over all the times that the run went on
        self.pace = 0.0  # steps a second
        self._status_written = 0.0

    def after_step(self, terms: Terms, step: int, last: bool) -> None:
        """Write whatever is due after so many steps."""
        if step % self.config.log_every == 0 or step <= FIRST_STEPS or last:
            self._log(terms, step)
        if step % self.config.validate_every == 0 or last:
            judged = self.trainer.validate(*self.judged)
            self.run.write_metrics({"step": step, "seconds": round(self.seconds, 2)} | judged)
        if samples.due(step, self.config.samples_every) or last:
            self.show_samples(step)

    def _log(self, terms: Terms, step: int) -> None:
        row: dict[str, Any] = {
            "step": step,
            "epoch": round(step / self.order.steps_per_epoch, 3),
            "images": step * self.order.batch_size,
            "seconds": round(self.seconds, 2),
            "loss": float(terms.loss),
            "reconstruction_nll": float(terms.reconstruction_nll),
            "kl": float(terms.kl),
            "beta": schedules.beta(self.config, step - 1, self.trainer.steps),
            "lr": schedules.learning_rate(self.config, step - 1, self.trainer.steps),
            "images_per_s": round(self.pace * self.order.batch_size, 1),
            "memory_mb": round(devices.memory_mb(self.trainer.device), 1),
        }
        row |= {name: float(value) for name, value in terms.further.items()}
        self.run.write_metrics(row)
        self.status |= {"images_per_s": row["images_per_s"], "memory_mb": row["memory_mb"]}

    def show_samples(self, step: int) -> None:
        path = self.run.folder / "samples" / f"step-{step:08d}.png"
        samples.write_pairs(path, self.fixed, self.trainer.reconstruct(self.fixed))

    def tell(self, step: int, force: bool = False) -> None:
        """Write the status at most every half second."""
        self.progress(step, self.trainer.steps, "training")
        now = time.monotonic()
        if not force and now - self._status_written < STATUS_SECONDS:
            return
        self._status_written = now
        self.status |= {
            "step": step,
            "epoch": step // self.order.steps_per_epoch,
            "seconds": round(self.seconds, 1),
            "seconds_left": round((self.trainer.steps - step) / self.pace, 1) if self.pace else None,
        }
        self.run.write_status(self.status)


def _some(faces: Faces, count: int) -> tuple[Tensor, dict[str, Tensor]]:
    """So many faces with their labels, evenly taken."""
    return faces.batch(torch.arange(0, len(faces), max(1, len(faces) // count))[:count])
