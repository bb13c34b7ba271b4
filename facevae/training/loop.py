"""The training loop: from a run's folder to a checkpoint in it."""

import math
import time
from contextlib import suppress
from typing import Any

import numpy as np
import torch

from facevae import ranks
from facevae.errors import Cancelled, RunError
from facevae.home import sweep_drafts
from facevae.models.config import ModelConfig, build_config
from facevae.models.imbalance import face_weights
from facevae.models.losses import Terms
from facevae.progress import Progress, silent
from facevae.training import curves, failure, processes, sets, snapshot, source, targets, warm_start, watch
from facevae.training import device as devices
from facevae.training.batches import Order
from facevae.training.config import TrainConfig
from facevae.training.prefetch import Feed
from facevae.training.publish import publish
from facevae.training.recorder import Recorder
from facevae.training.run import Run
from facevae.training.separating import separate
from facevae.training.trainer import Trainer


class Loop:
    """One run at work: its faces on the device, its trainer, and what it writes."""

    def __init__(self, run: Run, progress: Progress, open_teacher: targets.Open = targets.nobody):
        self.run = run
        config = run.config
        self.config = build_config(TrainConfig, config["training"])
        self.model_config = build_config(ModelConfig, config["model"])
        self.sets = sets.open_sets(config["data"])
        if sets.version(self.sets) != config["data_version"]:
            raise RunError(
                f"The face set “{config['data']}” has changed since the run began.", "Start a new run."
            )
        device = devices.choose(self.config.device)
        room = source.room(device, self.config.faces_gb)
        self.faces = sets.require_faces(self._load("train", device, room), config["data"])
        self.held_out = self._load("validation", device, room - self.faces.bytes)
        if self.config.distillation_weight:
            teacher = open_teacher(self.config.distillation_from)
            self.faces = targets.learned_from(teacher, self.faces, self.sets, self.model_config, progress)
        # A set without validation faces is judged on its own.
        self.judged_on = "validation" if self.held_out else "train"
        self.held_out = self.held_out or self.faces
        self.order = Order(len(self.faces), self.config.batch_size, self.config.seed, *self._drawn())
        self.steps = self.config.steps or self.config.epochs * self.order.steps_per_epoch
        self.trainer = Trainer(self.model_config, self.config, self.steps, self.faces.counts)
        status = run.status() | self._outset()
        self.recorder = Recorder(run, self.trainer, self.order, self.held_out, status, progress)
        # A kill while one is being written costs what was done since the one before: two of these at most.
        self.snapshot_steps = max(1, self.config.snapshot_every // 2)
        every = self.config.keep_every * 2 * self.snapshot_steps
        self.keeper = snapshot.Keeper(run.snapshots, self.trainer, every, run.sync_metrics)
        if ranks.main():
            watch.name_faces(run.folder / "watch", self.sets, self.judged_on, self.recorder.watched)

    def _load(self, split: str, device: torch.device, room: float) -> sets.Faces | None:
        return sets.load(self.sets, split, self.model_config, device, self.config.identity_least, room)

    def _drawn(self) -> tuple[np.ndarray | None, np.ndarray | None]:
        return self._weights(), sets.blocks(self.sets, "train")

    def _weights(self) -> np.ndarray | None:
        """How often each face is drawn; None: each once an epoch."""
        if self.config.sampling == "uniform":
            return None
        classes = torch.from_numpy(sets.classes(self.sets, "train", self.config.sampling_by))
        return face_weights(classes, self.config.sampling).numpy()

    def _outset(self) -> dict[str, Any]:
        return {
            "state": "running",
            "device": devices.describe(self.trainer.device, self.trainer.dtype),
            "steps": self.steps,
            "epochs": math.ceil(self.steps / self.order.steps_per_epoch),
            "faces": len(self.faces),
        }

    def work(self) -> None:
        """Train from the newest snapshot, or from the start, to the end or until asked to stop."""
        recorder = self.recorder
        state = self.keeper.restore() or self._begin()
        step, before = state["step"], state["seconds"]
        self._require_same(step)
        recorder.validation_loss = state.get("validation_loss")
        recorder.seconds = before
        if ranks.main():
            self._take_up(step)
        began, first = time.perf_counter(), step  # ticks finely on Windows, too
        stopped = ranks.agreed(self.run.stop_requested())
        with Feed(self.faces, self.order, step, self.steps) as feed:
            while step < self.steps and not stopped:
                pictures, labels = feed()
                terms = self.trainer.step(pictures, step, labels)
                step += 1
                spent = time.perf_counter() - began
                recorder.seconds, recorder.pace = before + spent, (step - first) / spent
                recorder.waited = feed.waited
                self._after_step(terms, step)
                stopped = ranks.agreed(self.run.stop_requested())
        if ranks.main():
            early = "paused" if self.run.pause_requested() else "stopped"
            self._finish(step, early if stopped and step < self.steps else "finished")
        ranks.agreed(True)  # nobody leaves before the checkpoint is written

    def _require_same(self, step: int) -> None:
        """Refuse ranks that do not see the same snapshots, before one of them waits for the others."""
        if ranks.agreed(step != ranks.told(step)):
            raise RunError(
                "The ranks do not go on from the same snapshot.",
                "Let FACEVAE_HOME be a folder that all machines share.",
            )

    def _take_up(self, step: int) -> None:
        """Bring what the run has written into the state after so many steps."""
        for folder in (self.run.folder, *(self.run.folder / name for name in ("samples", "watch"))):
            sweep_drafts(folder)
        self._tell_damage(step)
        self.run.go_on_from(step)
        self.recorder.begin(step)

    def _tell_damage(self, step: int) -> None:
        """Say which snapshots were passed over, in the status and in the log."""
        self.recorder.status.pop("notice", None)
        if self.keeper.passed_over:
            notice = " ".join([*self.keeper.passed_over, f"The run goes on from step {step:,}."])
            self.recorder.status["notice"] = notice
            self.run.log(notice)

    def _begin(self) -> dict[str, Any]:
        if self.config.start_from:
            warm_start.take_over(self.trainer, self.config.start_from)
        return {"step": 0, "seconds": 0.0}

    def _after_step(self, terms: Terms, step: int) -> None:
        last = step == self.steps
        snapshot_due = step % self.snapshot_steps == 0
        if (step % self.config.log_every == 0 or snapshot_due or last) and not math.isfinite(
            float(terms.loss)
        ):
            raise snapshot.diverged("loss", step, self.run.snapshots)
        if not ranks.main():
            return
        self.recorder.after_step(terms, step, last)
        self.keeper.check()
        if snapshot_due:
            self._snapshot(step)
        self.recorder.tell(step)

    def _snapshot(self, step: int) -> None:
        recorder = self.recorder
        self.keeper.take(step, seconds=recorder.seconds, validation_loss=recorder.validation_loss)

    def _finish(self, step: int, state: str) -> None:
        self._snapshot(step)
        self.keeper.wait()
        if state != "paused":
            self._publish(step)
        curves.read(self.run.folder)  # kept thinned from now on, for whoever compares
        self.recorder.pace = 0.0
        self.recorder.status |= {"state": state}
        self.recorder.tell(step, force=True)

    def keep_last_good(self) -> None:
        """Make the newest snapshot a checkpoint after a failure."""
        if state := self.keeper.restore():
            self._publish(state["step"])

    def _publish(self, step: int) -> None:
        if self.config.separation_weight:
            separate(self.trainer, self.faces, [len(face_set.rows("train")) for face_set in self.sets])
        # The face set may have been deleted by now: only its facts are asked for.
        publish(
            self.run,
            self.trainer,
            self.sets,
            self.faces.pictures,
            self.judged_on,
            self.held_out.pictures,
            step,
        )


def execute(run: Run, progress: Progress = silent, open_teacher: targets.Open = targets.nobody) -> None:
    """Train a run in this process, its outcome in its status whatever happens.

    Args:
        open_teacher: gives the recogniser that `distillation_from` names.

    Raises:
        FaceVAEError: the reason, also in the status, for which the run failed.
    """
    failure.require_hope(run)
    loop = None
    try:
        with ranks.joined():
            if ranks.main():
                run.write_status(run.status() | processes.identity(processes.leader()))
            loop = Loop(run, progress if ranks.main() else silent, open_teacher)
            loop.work()
    except (Exception, KeyboardInterrupt) as error:
        if ranks.lost(error):  # the rank that ended has said why, or could not
            raise RunError("Another rank of the run ended.", "torchrun starts all of them anew.") from error
        reason = failure.reason(error, run)
        state = "stopped" if isinstance(reason, Cancelled) else "failed"
        status = loop.recorder.status if loop and ranks.main() else run.status()
        with suppress(OSError):  # the disk that is full may be what it is about
            run.write_status(status | {"state": state, "reason": reason.what, "remedy": reason.remedy})
        if loop and ranks.main():
            with suppress(Exception):  # why the run ended is told already, and matters more
                loop.keep_last_good()
        raise reason from error
