"""What a run will cost, by a few of its steps in a process of its own. No torch here."""

import json
import math
import os
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from facevae.errors import RunError
from facevae.home import PROJECT, home, working, write_json
from facevae.progress import Progress, in_words, silent
from facevae.training import processes

STEPS = 40  # at most so many are tried
SECONDS = 12.0  # and no longer than this
WARM_UP = 3  # steps that are not counted: memory is taken, kernels are chosen
SNAPSHOTS = 3  # kept beside one another: the best, the last, the one before
PATIENCE = 300.0  # seconds after which the trial is given up


@dataclass(frozen=True)
class Cost:
    """What a run will take on this machine.

    Args:
        parameters: numbers in the model.
        steps: of the whole run.
        epochs: of the whole run.
        images_per_s: faces learned from in a second.
        epoch_seconds: for one pass over the faces.
        seconds: for the whole run, without what is written and judged on the way.
        memory_mb: in use at the trial's end, MiB: the GPU's where it computes, else the process's.
        disk_mb: of the finished model with its snapshots, MiB.
        device: in words.
        tried: steps that were timed.
    """

    parameters: int
    steps: int
    epochs: int
    images_per_s: float
    epoch_seconds: float
    seconds: float
    memory_mb: float
    disk_mb: float
    device: str
    tried: int


def arguments(data: str, preset: str, settings: Mapping[str, Any]) -> list[str]:
    """The arguments of `train` that say the same."""
    parts = ["--data", data, "--preset", preset]
    for key, value in settings.items():
        value = ",".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
        parts += ["--set", f"{key}={value.replace(', ', ',')}"]
    return parts


def in_line(cost: Cost) -> str:
    """All of it in one line, for the shell."""
    return (
        f"{cost.parameters:,} parameters; {cost.images_per_s:,.0f} images/s on {cost.device}; "
        f"an epoch {in_words(cost.epoch_seconds)}, the whole run {in_words(cost.seconds)}; "
        f"{cost.memory_mb / 1024:.1f} GiB of memory, {cost.disk_mb:,.0f} MiB on disk"
    )


def trial(data: str, preset: str, settings: Mapping[str, Any], progress: Progress = silent) -> Cost:
    """Try a few steps in a process of its own; nothing of it is kept.

    Raises:
        RunError: the trial failed; it says why.
        Cancelled: raised by `progress`.
    """
    command = processes.python("-m", "facevae", "train", "--cost", "--json")
    child = subprocess.Popen(
        [*command, *arguments(data, preset, settings)],
        cwd=PROJECT,
        env=os.environ | {"FACEVAE_HOME": str(home())},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        return _answer(*_waited(child, progress), child.returncode)
    finally:
        child.kill()
        child.wait()


def _waited(child: subprocess.Popen, progress: Progress) -> tuple[str, str]:
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        try:
            return child.communicate(timeout=0.2)
        except subprocess.TimeoutExpired:
            progress(0, 1, "trying a few steps")
    raise RunError(
        f"The trial did not end within {PATIENCE / 60:.0f} minutes.", "Try a smaller model or fewer faces."
    )


def _answer(said: str, complained: str, code: int) -> Cost:
    if code == 0:
        return Cost(**json.loads(said.splitlines()[-1]))
    last = next((line for line in reversed(complained.splitlines()) if line.strip()), "")
    if last.startswith("error: "):
        raise RunError(last.removeprefix("error: "))
    raise RunError(f"The trial failed: {last or f'it ended with code {code}'}.", "Change the settings.")


class _Enough(Exception):
    """The trial has seen enough steps."""


class _Watch:
    """A progress that notes when each step was done and ends the loop after some of them."""

    def __init__(self):
        self.device = None
        self.times: list[float] = []

    def __call__(self, done: int, total: int, doing: str) -> None:
        if doing != "training" or done == 0:
            return
        if self.device.type == "cuda":
            import torch

            torch.cuda.synchronize(self.device)
        self.times.append(time.perf_counter())
        spent = self.times[-1] - self.times[0]
        if len(self.times) >= STEPS + WARM_UP or (spent > SECONDS and len(self.times) > WARM_UP):
            raise _Enough

    def seconds_a_step(self) -> tuple[float, int]:
        """The median, and of how many steps."""
        taken = np.diff(self.times)[WARM_UP - 1 :] if len(self.times) > WARM_UP else np.diff(self.times)
        return (float(np.median(taken)) if len(taken) else 0.0), len(taken)


def measure(data: str, preset: str, settings: Mapping[str, Any], open_teacher) -> dict[str, Any]:
    """The cost of a run, tried in this process: the real loop in a folder that is then thrown away.

    Args:
        open_teacher: as `loop.execute` has it.
    """
    from facevae.training import launch, loop
    from facevae.training.run import Run

    with working("trials") as folder:
        run = Run(folder / "trial")
        run.write_status({"state": "running", "step": 0})
        write_json(run.folder / "config.json", launch.resolved(data, preset, {**settings, "ranks": 1}))
        watch = _Watch()
        work = loop.Loop(run, watch, open_teacher)
        watch.device = work.trainer.device
        with suppress(_Enough):
            work.work()
        return asdict(_cost(work, *watch.seconds_a_step()))


def _cost(work, seconds_a_step: float, tried: int) -> Cost:
    from facevae.training import device as devices

    trainer, order = work.trainer, work.order
    parameters = sum(values.numel() for values in trainer.model.parameters())
    learned = sum(values.numel() for values in trainer.parameters)  # those of the loss's terms with them
    # A snapshot holds the weights, their running mean and the two moments of the optimiser.
    numbers = parameters + SNAPSHOTS * (2 * parameters + 2 * learned)
    return Cost(
        parameters=parameters,
        steps=work.steps,
        epochs=math.ceil(work.steps / order.steps_per_epoch),
        images_per_s=order.batch_size / seconds_a_step if seconds_a_step else 0.0,
        epoch_seconds=seconds_a_step * order.steps_per_epoch,
        seconds=seconds_a_step * work.steps,
        memory_mb=devices.memory_mb(trainer.device),
        disk_mb=4 * numbers / 2**20,
        device=devices.describe(trainer.device, trainer.dtype),
        tried=tried,
    )
