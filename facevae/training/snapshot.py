"""Snapshots of a trainer from which a run goes on exactly: safetensors and JSON, never pickle."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from facevae.errors import FaceVAEError, RunError
from facevae.home import way_out
from facevae.training import snapshot_files
from facevae.training.host_copy import HostCopy, layout
from facevae.training.snapshot_files import steps as steps  # what there is, oldest first
from facevae.training.tensors import of_optimiser, restore_optimiser, under
from facevae.training.trainer import Trainer

STATE = "state.safetensors"
LEARNED = ("model/", "ema/", "terms/")


def tensors_of(trainer: Trainer) -> dict[str, Tensor]:
    """Every tensor that training changes, by a name that says where it belongs.

    Random numbers and the place in the data are functions of the seed and the step, so they need none.
    """
    named = {f"model/{key}": value for key, value in trainer.model.state_dict().items()}
    named |= {f"ema/{key}": value for key, value in trainer.ema.state_dict().items()}
    named |= {f"terms/{key}": value for key, value in trainer.terms.state_dict().items()}
    return named | of_optimiser(trainer.optimiser)


class Keeper:
    """Keeps snapshots of a trainer in a folder; a thread of its own writes them while training goes on.

    What goes wrong in the thread is raised by the next call.

    Args:
        every: steps of which every multiple's snapshot is kept for good; 0: none.
        synced: what else must be on the disk before a snapshot counts, such as the metrics.

    Attributes:
        waited: seconds for which training stood still.
        passed_over: what was wrong with the snapshots that could not be gone on from, the newest first.
    """

    def __init__(
        self, folder: Path, trainer: Trainer, every: int = 0, synced: Callable[[], None] = lambda: None
    ):
        self.folder, self.trainer, self.every, self.synced = folder, trainer, every, synced
        self.waited = 0.0
        self.passed_over: list[str] = []
        self._damaged: list[Path] = []
        self._copy: HostCopy | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="snapshot")
        self._writing: Future | None = None

    def take(self, step: int, **facts: Any) -> None:
        """Copy the state to host memory and let it be written; waits for the one before.

        Args:
            step: steps done.
            facts: JSON values to keep beside the tensors; `validation_loss` decides which is the best.

        Raises:
            RunError: the one before could not be written, or is not made of finite numbers.
        """
        began = time.perf_counter()
        self.wait()
        tensors = tensors_of(self.trainer)
        if self._copy is None or self._copy.layout != layout(tensors):
            self._copy = HostCopy(tensors, pinned=self.trainer.device.type == "cuda")
        self._copy.fill(tensors)
        arrived = torch.cuda.Event() if self.trainer.device.type == "cuda" else None
        if arrived:
            arrived.record()
        self._writing = self._thread.submit(self._write, self._copy, arrived, step, facts)
        self.waited += time.perf_counter() - began

    def check(self) -> None:
        """Raise what went wrong in the thread, without waiting for it."""
        if self._writing and self._writing.done():
            self.wait()

    def wait(self) -> None:
        """Return when the last snapshot taken is on the disk.

        Raises:
            RunError: it could not be written, or is not made of finite numbers.
        """
        writing, self._writing = self._writing, None
        if writing:
            writing.result()

    def _write(self, copy: HostCopy, arrived: Any, step: int, facts: dict[str, Any]) -> None:
        if arrived:
            arrived.synchronize()
        if not copy.finite(LEARNED):  # the loss was of the weights before the step
            raise diverged("model", step, self.folder)
        try:
            self.synced()
            snapshot_files.write(self.folder, step, {STATE: copy.file}, facts)
            snapshot_files.remove(self._damaged)
            self._damaged = []
            snapshot_files.remove(snapshot_files.superfluous(self.folder, step, self.every))
        except OSError as error:
            raise _not_written(step, error) from error

    def restore(self) -> dict[str, Any] | None:
        """Put the newest snapshot that is intact into the trainer and return its facts; None without any.

        Raises:
            RunError: there are snapshots, but none is intact.
        """
        with suppress(FaceVAEError):  # told when it happened; what counts here is what is on the disk
            self.wait()
        self.passed_over, self._damaged = [], []
        for path in reversed(steps(self.folder)):
            try:
                return restore(path, self.trainer)
            except RunError as error:
                self.passed_over.append(error.what)
                self._damaged.append(path)
        if self.passed_over:
            raise RunError(
                f"None of the run's snapshots can be used. {self.passed_over[0]}", "Start the run again."
            )
        return None


def restore(path: Path, trainer: Trainer) -> dict[str, Any]:
    """Put a snapshot into the trainer and return its facts.

    Raises:
        RunError: it is damaged, or of another model.
    """
    facts, files = snapshot_files.read(path)
    try:
        tensors = load(files[STATE])
        trainer.model.load_state_dict(under("model/", tensors))
        trainer.ema.load_state_dict(under("ema/", tensors))
        trainer.terms.load_state_dict(under("terms/", tensors))
        restore_optimiser(trainer.optimiser, tensors)
    except (KeyError, ValueError, RuntimeError, SafetensorError) as error:
        step = snapshot_files.step_of(path)
        raise RunError(f"The snapshot of step {step:,} does not fit this model.", "Delete it.") from error
    return facts


def diverged(what: str, step: int, folder: Path) -> RunError:
    kept = " The last good snapshot was kept." if steps(folder) else ""
    return RunError(
        f"The {what} is no longer made of finite numbers at step {step}.",
        f"Lower learning_rate, or set clip to limit the gradient.{kept}",
    )


def _not_written(step: int, error: OSError) -> RunError:
    what = f"The snapshot of step {step:,} could not be written: {error.strerror or error}."
    return RunError(what, f"{way_out(error)}, then resume: the one before is whole.")
