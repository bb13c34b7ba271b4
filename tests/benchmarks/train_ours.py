"""Our trainer as a contender: the loop's own batches and steps, without what it writes."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from facevae import progress
from facevae.training import launch
from facevae.training.loop import Loop
from facevae.training.prefetch import Feed
from facevae.training.run import free_name
from tests.benchmarks.machine import synchronise

UNCHANGED = {"flip": 0.0, "crop": 0.0, "rotation": 0.0, "brightness": 0.0, "contrast": 0.0}  # faces


class Ours:
    """A run of a preset that takes as many steps as it is asked for.

    Args:
        data: a face set.
        compiled: how torch.compile is to work; empty: not at all.
    """

    def __init__(self, name: str, data: str, preset: str, settings: Mapping[str, Any], compiled: str = ""):
        self.name = name
        run = launch.prepare(data, preset, {"steps": 1_000_000, **settings}, free_name("measured"))
        self.loop = Loop(run, progress.silent)
        self.trainer = self.loop.trainer
        self.precision = str(self.trainer.dtype).removeprefix("torch.")
        self.feed = Feed(self.loop.faces, self.loop.order, 0, self.loop.steps)
        self.done = 0
        if compiled:
            self.trainer.model.compile(mode=compiled)

    @property
    def batch_size(self) -> int:
        return self.loop.order.batch_size

    def __call__(self, steps: int) -> None:
        """Train on so many batches, looking at the loss as often as the loop does."""
        for _ in range(steps):
            loss = self._step()
            if self.done % self.loop.config.log_every == 0:
                float(loss)
        synchronise(self.trainer.device)

    def _step(self) -> Tensor:
        pictures, labels = self.feed()
        terms = self.trainer.step(pictures, self.done, labels)
        self.done += 1
        return terms.loss

    def operations(self) -> float:
        """Floating-point operations of one step for each face, of convolutions and matrix products."""
        with FlopCounterMode(display=False) as counted:
            self._step()
        return counted.get_total_flops() / self.batch_size

    def profile(self, steps: int = 5) -> str:
        """What the time of a step goes into, as a table."""
        cuda = self.trainer.device.type == "cuda"
        kinds = [torch.profiler.ProfilerActivity.CPU] + [torch.profiler.ProfilerActivity.CUDA] * cuda
        with torch.profiler.profile(activities=kinds) as measured:
            self(steps)
        by = "self_device_time_total" if cuda else "self_cpu_time_total"
        return measured.key_averages().table(sort_by=by, row_limit=15, max_name_column_width=40)
