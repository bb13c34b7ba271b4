"""Kills training at random moments and file events, lets it go on, and says what was lost.

    python -m tests.chaos [--kills 100] [--seed 0]

Asserted after every kill: at most `snapshot_every` steps are lost, and every file is whole. At the end: the
weights are bit for bit those of a run that nobody disturbed.
"""

import argparse
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from facevae.training import snapshot_files
from facevae.training.run import Run

EVERY = 10
STEPS = 12 * EVERY
SETTINGS = {
    **{"size": 16, "latent_dim": 8, "batch_size": 8, "threads": 1, "device": "cpu", "steps": STEPS},
    **{"snapshot_every": EVERY, "validate_every": EVERY, "samples_every": 2 * EVERY, "log_every": 1},
}
MOMENTS = {"start": 2, "step": 5, "snapshot": 2, "end": 1, "file": 4}  # when to kill, and how often
FILE_EVENTS = 60  # of which one is met by a kill: a file opened for writing, named, removed ...
PATIENCE = 300.0  # seconds that a life may last


@dataclass
class Report:
    """What the kills did.

    Args:
        moments: how many kills met what.
        lost: steps that each kill took back.
        rounds: runs that came to their end in spite of all.
    """

    moments: Counter = field(default_factory=Counter)
    lost: list[int] = field(default_factory=list)
    rounds: int = 0

    def __str__(self) -> str:
        met = ", ".join(f"{count} at {moment}" for moment, count in sorted(self.moments.items()))
        return (
            f"{len(self.lost)} kills ({met}) of {self.rounds} runs: every file whole, all weights bit by bit "
            f"those of a run undisturbed. Lost at a kill: {sum(self.lost) / len(self.lost):.1f} steps in the "
            f"mean, {max(self.lost)} at most, of {EVERY} allowed."
        )


def live(home: str, name: str, kill_at: int = 0, mode: str = "before") -> None:
    """What a process of a run does.

    Args:
        kill_at: the file event at which it is killed; 0: none.
        mode: of `ckpt_chaos.inject.arm`: `before` the event, the file `torn`, or all that was not `unsynced`
            undone, as by a loss of power.
    """
    os.environ["FACEVAE_HOME"] = home
    from facevae.training import loop

    run = Run.open(name)
    if kill_at:
        from ckpt_chaos import inject

        # Torn are only files that are written whole: a kill does not cut what lines were added to.
        watched = run.snapshots if mode == "torn" else run.folder
        inject.arm(str(watched), kill_at, mode, torn_python=True)
    loop.execute(run)


def torment(kills: int, seed: int, told=lambda text: None) -> Report:
    """Train in the home folder, disturbed by so many kills.

    Raises:
        AssertionError: something was lost that should not be.
    """
    from facevae.data.generated.making import make
    from facevae.training import launch

    make("faces", 60, size=16, seed=1)
    whole = launch.prepare("faces", "article", SETTINGS, "whole")
    _begin(whole).join()
    assert whole.status()["state"] == "finished", whole.status()
    rng, report = random.Random(seed), Report()
    while len(report.lost) < kills:
        run = launch.prepare("faces", "article", SETTINGS, f"parted-{report.rounds}")
        while len(report.lost) < kills and _one_life(run, rng, report):
            told(f"{run.name}: {len(report.lost)} kills, at step {_newest(run)}")
        _begin(run).join()  # now in peace
        _require_whole(run)
        assert run.status()["state"] == "finished", run.status()
        assert weights(run) == weights(whole), f"{run.name} ended with other weights"
        report.rounds += 1
    return report


def weights(run: Run) -> bytes:
    return (run.folder / "model.safetensors").read_bytes()


def _begin(run: Run, *kill: Any):
    try:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["facevae.training.loop"])  # so that a life begins at once
    except ValueError:  # on Windows
        context = multiprocessing.get_context("spawn")
    process = context.Process(target=live, args=(os.environ["FACEVAE_HOME"], run.name, *kill))
    process.start()
    return process


def _one_life(run: Run, rng: random.Random, report: Report) -> bool:
    """Let it go on and kill it; False where it came to its end before."""
    before, born = _newest(run), _end_of_lines(run)
    moment = rng.choices([*MOMENTS], [*MOMENTS.values()])[0]
    if moment == "file":
        mode = rng.choice(("before", "torn", "unsynced"))
        process = _begin(run, rng.randint(1, FILE_EVENTS // 4 if mode == "torn" else FILE_EVENTS), mode)
        process.join(PATIENCE)
        met = {"before": "a file event", "torn": "a file torn", "unsynced": "a loss of power"}[mode]
    else:
        process = _begin(run)
        met = _await(run, process, rng, before, born, moment)
    process.kill()
    process.join()
    if process.exitcode == 0:
        return False
    assert process.exitcode in (-9, 137) or sys.platform == "win32", (process.exitcode, run.status())
    _require_whole(run)
    rows = _rows(run, born)
    if born and rows:
        assert rows[0] == {"goes_on_from": before}, f"it went on from {rows[0]}, not from {before}"
    reached = max([before, *(row["step"] for row in rows if "step" in row)])
    lost = reached - _newest(run)
    on_its_way = any(run.snapshots.glob(f"{snapshot_files.DRAFT}*"))
    assert lost <= EVERY, f"{lost} steps are lost"
    report.lost.append(lost)
    report.moments["a snapshot half written" if on_its_way and moment != "file" else met] += 1
    return True


def _await(run: Run, process, rng: random.Random, before: int, born: int, moment: str) -> str:
    """Wait for the moment to kill, and say what it is."""
    target = min(STEPS, before + rng.randint(1, 2 * EVERY)) if moment == "step" else STEPS
    arrived = {
        "start": lambda: True,
        "snapshot": lambda: any(run.snapshots.glob(f"{snapshot_files.DRAFT}*")),
    }.get(moment, lambda: _at(run, born) >= target)
    end = time.monotonic() + PATIENCE
    while process.is_alive() and not arrived():
        assert time.monotonic() < end, f"it hangs: {run.status()}"
        time.sleep(0.004)
    time.sleep(rng.random() * {"start": 0.8, "end": 0.4, "step": 0.02, "snapshot": 0.004}[moment])
    return {"start": "the start", "end": "the end"}.get(moment, "a step")


def _at(run: Run, born: int) -> int:
    """The last step logged since there were so many bytes; 0 where none was."""
    content = _content(run)
    last = content.rfind(b"\n", 0, -1) + 1
    whole = last >= born and content.endswith(b"\n")
    return json.loads(content[last:]).get("step", 0) if whole and content[last:] else 0


def _newest(run: Run) -> int:
    """The step that it can go on from."""
    found = snapshot_files.steps(run.snapshots)
    return snapshot_files.step_of(found[-1]) if found else 0


def _require_whole(run: Run) -> None:
    """Every file of the run can be read, but for the line that was just being written."""
    import numpy as np
    from PIL import Image

    from facevae.home import read_json
    from facevae.training import cards
    from facevae.training.checkpoint import load_checkpoint

    for path in snapshot_files.steps(run.snapshots):
        assert snapshot_files.fault(path) is None, snapshot_files.fault(path)
    for name in ("config.json", "status.json"):
        assert isinstance(read_json(run.folder / name), dict)
    _rows(run, 0)
    steps = [row["step"] for row in run.metrics()[0] if "loss" in row]
    assert steps == sorted(set(steps)) == list(range(1, len(steps) + 1)), "steps are missing in the curves"
    for _, path in run.samples():
        with Image.open(path) as picture:
            picture.load()
    for path in (run.folder / "watch").glob("step-*.npz"):
        with np.load(path) as record:
            assert all(record[name].size for name in record)
    if run.name in cards.names():
        load_checkpoint(run.name)
        cards.read(run.name)


def _content(run: Run) -> bytes:
    path = run.folder / "metrics.jsonl"
    return path.read_bytes() if path.exists() else b""


def _end_of_lines(run: Run) -> int:
    return _content(run).rfind(b"\n") + 1


def _rows(run: Run, begin: int) -> list[dict]:
    """The rows of whole lines from there on; every one must be good."""
    content = _content(run)[begin:]
    return [json.loads(line) for line in content[: content.rfind(b"\n") + 1].splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FACEVAE_HOME"] = str(Path(folder) / "home")
        began = time.monotonic()
        report = torment(options.kills, options.seed, lambda text: print(text, file=sys.stderr))
        print(f"{report} {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main()
