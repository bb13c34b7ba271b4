"""How long a run waits for its faces and stands still for its snapshots."""

import statistics
import time
from typing import Any

from facevae import progress
from facevae.training import launch
from facevae.training.config import TrainConfig
from facevae.training.loop import Loop
from facevae.training.run import free_name

SNAPSHOTS = 4  # in the run that is measured
NOTHING_GB = 1e-6  # of faces in memory


def stalls(data: str, preset: str, seconds: float, steps_per_s: float, on_disk: bool) -> dict[str, Any]:
    """A whole run by the preset's own settings; what it waited for as shares of its time, 0..1.

    Snapshots are taken oftener than by default so that some fall into a short run; their share is that of
    the default interval.

    Args:
        seconds: about how long the run is to take.
        steps_per_s: about how fast it is.
        on_disk: the faces are not kept in memory, as those of large sets are not.
    """
    steps = max(40, round(seconds * steps_per_s))
    settings = {"steps": steps, "snapshot_every": max(1, steps // SNAPSHOTS)}
    kept = {"faces_gb": NOTHING_GB} if on_disk else {}
    loop = Loop(launch.prepare(data, preset, settings | kept, free_name("stalls")), progress.silent)
    waits = _timed(loop.keeper, "take")
    loop.work()
    trained = loop.recorder.seconds
    by_default = TrainConfig().snapshot_every / 2 * trained / steps  # two snapshots an interval
    taken = waits[: steps // loop.snapshot_steps]  # without the last, which ends the run
    return {
        "preset": preset,
        "faces": "on disk" if on_disk else "in memory",
        "steps": steps,
        "seconds": round(trained, 1),
        "loader_wait": round(loop.recorder.waited / trained, 5),
        "snapshot_wait": round(statistics.mean(taken) / by_default, 5),
        "snapshot_ms": round(1000 * statistics.mean(taken), 1),
    }


def _timed(holder: Any, name: str) -> list[float]:
    """Note how many seconds each call of a method takes from now on."""
    method, taken = getattr(holder, name), []

    def measured(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return method(*args, **kwargs)
        finally:
            taken.append(time.perf_counter() - began)

    setattr(holder, name, measured)
    return taken
