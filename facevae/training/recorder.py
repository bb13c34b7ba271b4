"""What a run writes while it learns: metrics, status, pictures, latents, and what is worth a look."""

import time
from collections import deque
from dataclasses import asdict
from typing import Any

import torch
from torch import Tensor

from facevae.models.distributions import DiagonalGaussian
from facevae.models.losses import Terms
from facevae.progress import Progress
from facevae.training import device as devices
from facevae.training import diagnostics, samples, schedules, watch
from facevae.training.batches import Order
from facevae.training.machine import Machine
from facevae.training.run import Run
from facevae.training.sets import Faces
from facevae.training.trainer import Trainer

FIXED_FACES = 8
VALIDATION_FACES = 512
STATUS_SECONDS = 0.5
DIGITS = 8  # of a logged number
MACHINE_SECONDS = 1.0
THROUGHPUT_ROWS = 20
REMEMBERED = 2000  # rows at the end, and ROOTS at the beginning, from which a run is diagnosed
ROOTS = 50


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
        self.watched = spread(len(held_out), VALIDATION_FACES)
        self.judged = held_out.batch(self.watched)
        self.fixed, _ = held_out.batch(spread(len(held_out), FIXED_FACES))
        self.noise = samples.fixed_noise(FIXED_FACES, trainer.ema.config, self.config.seed)
        self.status = status
        self.seconds = 0.0  # of training, over all the times that the run went on
        self.pace = 0.0  # steps a second
        self.waited = 0.0  # seconds that the loop has waited for faces, since it took the run up
        self._logged = (0.0, 0.0)  # waited and seconds at the last row
        self.validation_loss: float | None = None  # the newest
        self._status_written = 0.0
        self._machine, self._machine_read = Machine(trainer.device, run.folder), 0.0
        self._lately: deque[tuple[int, float]] = deque(maxlen=THROUGHPUT_ROWS)  # steps and seconds
        self._roots: list[dict[str, Any]] = []
        self._latest: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)

    def begin(self, step: int) -> None:
        """Take up the run where it stands: what was shown of later steps does not count any more."""
        for row in self.run.metrics()[0]:
            self._remember(row)
        for folder in ("samples", "watch"):
            watch.forget_after(self.run.folder / folder, step)
        self._logged = (self.waited, self.seconds)
        self.tell(step, force=True)
        self._show(step)

    def after_step(self, terms: Terms, step: int, last: bool) -> None:
        """Write whatever is due after so many steps."""
        if schedules.logged(self.config, step, self.trainer.steps):
            self._log(terms, step)
        judging = step % self.config.validate_every == 0 or last
        if judging:
            self._judge(step)
        if samples.due(step, self.config.samples_every) or last:
            self._show(step, latents=not judging)

    def _judge(self, step: int) -> None:
        """Validate, and see what is worth a look."""
        posteriors: list[DiagonalGaussian] = []
        judged = self.trainer.validate(*self.judged, posteriors)
        self.validation_loss = judged["validation_loss"]
        row = {"step": step, "seconds": round(self.seconds, 2)} | judged
        self._write(row | {"active_units": self._record(posteriors, step)})
        rows = [*self._roots, *self._latest]
        found = diagnostics.diagnose(rows, self.config, self.trainer.ema.config, self.trainer.steps)
        self.status |= {"warnings": [asdict(finding) for finding in found]}

    def _record(self, posteriors: list[DiagonalGaussian], step: int) -> int:
        """Keep the latents of the judged faces, and return how many are in use."""
        mu = torch.cat([posterior.mu for posterior in posteriors]).float().cpu().numpy()
        kl = torch.cat([posterior.kl_per_dimension() for posterior in posteriors]).float().mean(0)
        if self.trainer.ema.config.kind == "ae":
            kl = torch.zeros_like(kl)
        watch.write(self.run.folder / "watch", watch.Record(step, mu, kl.cpu().numpy()))
        return watch.active_units(mu)

    def _write(self, row: dict[str, Any]) -> None:
        row = {
            name: float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
            for name, value in row.items()
        }
        self.run.write_metrics(row)
        self._remember(row)

    def _remember(self, row: dict[str, Any]) -> None:
        rows = self._roots if len(self._roots) < ROOTS else self._latest
        rows.append(row)

    def _throughput(self, step: int) -> float:
        """Images a second over the last rows, what is done between the steps included."""
        self._lately.append((step, self.seconds))
        (first, began), (_, now) = self._lately[0], self._lately[-1]
        steps_a_second = (step - first) / (now - began) if now > began else self.pace
        return round(steps_a_second * self.order.batch_size, 1)

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
            "images_per_s": self._throughput(step),
            "memory_mb": round(devices.memory_mb(self.trainer.device), 1),
        }
        row |= {name: float(value) for name, value in terms.further.items()}
        row |= self._machine_figures()
        row |= self._loader_wait()
        self._write(row)
        self.status |= {"images_per_s": row["images_per_s"], "memory_mb": row["memory_mb"]}

    def _loader_wait(self) -> dict[str, float]:
        """The share of the time since the last row for which the loop waited for faces."""
        (waited, seconds), self._logged = self._logged, (self.waited, self.seconds)
        spent = self.seconds - seconds
        return {"loader_wait": round((self.waited - waited) / spent, 4)} if spent > 0 else {}

    def _machine_figures(self) -> dict[str, float]:
        """The machine's figures, at most once a second."""
        now = time.monotonic()
        if now - self._machine_read < MACHINE_SECONDS:
            return {}
        self._machine_read = now
        return self._machine.figures()

    def _show(self, step: int, latents: bool = True) -> None:
        """Draw the fixed faces and the fixed samples."""
        folder = self.run.folder / "samples"
        samples.write_pairs(folder, step, self.fixed, self.trainer.reconstruct(self.fixed))
        if self.noise is not None:
            samples.write_drawn(folder, step, self.trainer.decode(self.noise.to(self.trainer.device)))
        if latents and step in samples.EARLY:  # before the first validation the latents change fastest
            self._record(self.trainer.encode(self.judged[0]), step)

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
        self.run.write_status(self.status, lasting=force)


def spread(count: int, most: int) -> Tensor:
    """Positions of so many of all faces, evenly taken."""
    taken = min(count, most)
    return torch.arange(taken) * count // taken
