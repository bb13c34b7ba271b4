"""The loop: canvases in, a network out, with snapshots to go on from."""

import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from facevae.faces.network import Network, cells
from facevae.home import write_json
from facevae.progress import Progress, silent
from facevae.training import device as devices
from facevae.training.detector.batches import Canvases
from facevae.training.detector.canvases import Painter
from facevae.training.detector.lessons import Lessons
from facevae.training.detector.loss import loss
from facevae.training.tensors import of_optimiser, restore_optimiser, under


@dataclass(frozen=True)
class Settings:
    """How the detector is trained.

    Args:
        side: of a canvas in px.
        fresh: canvases painted for each step; the rest of the batch was seen before and is mirrored.
        memory: canvases kept to be seen again.
        average: decay of the averaged weights, which are what ships.
    """

    steps: int = 16_000
    batch: int = 32
    fresh: int = 16
    memory: int = 2_000
    side: int = 160
    rate: float = 2e-3
    warm_up: int = 300
    decay: float = 1e-3
    average: float = 0.998
    seed: int = 0
    snapshot_every: int = 200
    log_every: int = 25


class Learner:
    """Network, its averaged weights and optimiser; everything that a snapshot holds."""

    def __init__(self, settings: Settings, device: torch.device):
        torch.manual_seed(settings.seed)
        self.settings, self.step, self.device = settings, 0, device
        self.precision = devices.precision(device)
        self.network = Network().to(device, memory_format=torch.channels_last)
        self.averaged = {key: value.clone() for key, value in self.network.state_dict().items()}
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=settings.rate, weight_decay=settings.decay
        )
        self._cells = cells(settings.side, settings.side, device)

    def learn(self, pictures: Tensor, rows: Tensor) -> tuple[dict[str, float], np.ndarray]:
        """One step on pictures (N, 3, S, S) in 0..1; the terms of the loss, and how hard each picture was."""
        for group in self.optimiser.param_groups:
            group["lr"] = self.settings.rate * self._pace()
        pictures, rows = pictures.to(self.device), rows.to(self.device)
        with devices.autocast(self.device, self.precision):
            out = self.network(pictures)
        terms = loss(out, self._cells, rows)
        hardest = terms.pop("hardest")
        self.optimiser.zero_grad()
        sum(terms.values()).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimiser.step()
        self.step += 1
        self._average()
        return {name: term.item() for name, term in terms.items()}, hardest.cpu().numpy()

    def _pace(self) -> float:
        """Warm-up, then half a cosine, of the highest rate."""
        share = min(1, self.step / self.settings.steps)
        falling = 0.01 + 0.99 * (1 + math.cos(math.pi * share)) / 2
        return min(1, (self.step + 1) / self.settings.warm_up) * falling

    @torch.no_grad()
    def _average(self) -> None:
        keep = min(self.settings.average, self.step / (self.step + 10))
        for key, value in self.network.state_dict().items():
            if value.is_floating_point():
                self.averaged[key].lerp_(value, 1 - keep)
            else:
                self.averaged[key].copy_(value)

    def save(self, folder: Path) -> None:
        """Write the newest snapshot over the one before."""
        tensors = {f"network/{key}": value for key, value in self.network.state_dict().items()}
        tensors |= {f"averaged/{key}": value for key, value in self.averaged.items()}
        tensors |= of_optimiser(self.optimiser)
        draft = folder / "draft.safetensors"
        save_file({key: value.cpu().contiguous() for key, value in tensors.items()}, draft)
        draft.replace(folder / "snapshot.safetensors")
        write_json(folder / "settings.json", asdict(self.settings))

    def restore(self, folder: Path) -> None:
        """Go on from the folder's snapshot, where there is one."""
        file = folder / "snapshot.safetensors"
        if not file.exists():
            return
        tensors = load_file(file, device=str(self.device))
        self.network.load_state_dict(under("network/", tensors))
        self.averaged = under("averaged/", tensors)
        restore_optimiser(self.optimiser, tensors)
        self.step = int(tensors["optimiser/0/step"])


def learn(
    lessons: dict[str, Lessons],
    folder: Path,
    settings: Settings,
    device: str = "auto",
    progress: Progress = silent,
) -> Learner:
    """Train to the end, going on from the folder's snapshot; the loss goes to `metrics.jsonl` there."""
    learner = Learner(settings, devices.choose(device))
    learner.restore(folder)
    seed = settings.seed + learner.step  # what was painted before a stop is not painted again
    canvases = Canvases(Painter(lessons, settings.side, seed), settings.fresh, settings.memory, seed)
    began, sums = time.monotonic(), {}
    while learner.step < settings.steps:
        terms, hardest = learner.learn(*canvases.batch(settings.batch))
        canvases.remember(hardest)
        sums = {name: sums.get(name, 0) + term / settings.log_every for name, term in terms.items()}
        if learner.step % settings.log_every == 0:
            row = {"step": learner.step, "seconds": round(time.monotonic() - began, 1)}
            with open(folder / "metrics.jsonl", "a") as file:
                file.write(json.dumps(row | {name: round(value, 4) for name, value in sums.items()}) + "\n")
            sums = {}
        if learner.step % settings.snapshot_every == 0:
            learner.save(folder)
        progress(learner.step, settings.steps, "Learning")
    learner.save(folder)
    return learner
