"""The verb that trains: `train`."""

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from facevae.cli.arguments import PRESET, refuse_beside_resume, settings_of, what_to_train
from facevae.cli.progress import on_stderr
from facevae.errors import ConfigError, FaceVAEError, RunError


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    train = verbs.add_parser("train", parents=[common], help="train a model on a face set")
    what_to_train(train)
    train.add_argument("--resume", metavar="RUN", help="let a run that ended go on from its newest snapshot")
    train.add_argument(
        "--cost", action="store_true", help="only try a few steps and say what the run would take"
    )
    train.add_argument("--execute", metavar="RUN", help=argparse.SUPPRESS)
    train.set_defaults(verb=_train)


def _train(options: argparse.Namespace) -> tuple[Any, list[str]]:
    refuse_beside_resume(options)
    if options.cost:
        return _cost(options)
    from facevae import ranks
    from facevae.recognition import onnx
    from facevae.training import dispatcher, launch, loop, processes

    launched = "TORCHELASTIC_RUN_ID" in os.environ
    if launched:
        processes.end_with_parent()
    with ranks.joined():
        main = ranks.main()
        run = _together(options) if ranks.count() > 1 else _run(options)
        with _stopped_by_signals(run):
            if options.execute:
                launch.require_own(run)
                loop.execute(run, on_stderr(), onnx.open_embedder)
                dispatcher.wake()  # should the one that began this run have been killed
            elif not main:
                loop.execute(run, open_teacher=onnx.open_embedder)
            else:
                _at_once(run, launched)
    return _outcome(run) if main else (None, [])


def _at_once(run: Any, launched: bool) -> None:
    """Train without waiting; runs in the queue wait for this one, and who works on its device is told.

    Args:
        launched: by torchrun, with whatever ranks there are.
    """
    from facevae.recognition import onnx
    from facevae.training import device, launch, loop, queue

    devices, count = launch.places(run)
    taken, others = queue.occupy(run, devices, count)
    if others:
        told = f"note: on {' and '.join(taken)} there also works {', '.join(others)}, so that both are slower"
        print(f"{told}; “queue add” waits for a free device.", file=sys.stderr)
    try:
        if launch.ranks_of(run) > 1 and not launched:
            launch.execute_in_ranks(run, devices, taken)
        else:
            if not launched:
                device.prefer(taken[0])
            loop.execute(run, on_stderr(), onnx.open_embedder)
    finally:
        queue.release(run.name)


def _run(options: argparse.Namespace) -> Any:
    """The run to train: a new one, or one that goes on."""
    from facevae.training import launch
    from facevae.training.run import Run, free_name

    launched = os.environ.get("TORCHELASTIC_RUN_ID")
    if options.execute:
        return Run.open(options.execute)
    if options.resume:
        run = Run.open(options.resume)
        if not _restarted(run, launched):
            launch.revive(run)
        return run
    if not options.data:
        raise ConfigError("Nothing to train on.", "Name a face set with --data, or a run with --resume.")
    if launched and not options.run:
        raise ConfigError(
            "Under torchrun a run needs a name, to be found again when its ranks are started anew.",
            "Give it one with --name.",
        )
    preset = options.preset or PRESET
    name = options.run or free_name(f"{options.data}-{preset}")
    known = Run(Run.place(name))
    if known.folder.exists() and _restarted(known, launched):
        return known
    further = {"launch": launched} if launched else {}
    return launch.prepare(options.data, preset, settings_of(options.settings), name, **further)


def _restarted(run: Any, launched: str | None) -> bool:
    """Whether torchrun has begun this run already, and starts its ranks anew."""
    from facevae import ranks

    if not launched:
        return False
    return ranks.restarts() > 0 or (launched != "none" and run.config.get("launch") == launched)


def _together(options: argparse.Namespace) -> Any:
    """The run that rank 0 makes or opens, in each rank."""
    from facevae import ranks
    from facevae.training.run import Run

    told: dict[str, str] = {}
    if ranks.main():
        try:
            told = {"run": _run(options).name}
        except FaceVAEError as error:
            told = {"what": error.what, "remedy": error.remedy}
    told = ranks.told(told)
    if "what" in told:
        raise RunError(told["what"], told["remedy"])
    return Run.open(told["run"])


def _outcome(run: Any) -> tuple[Any, list[str]]:
    from facevae.training import cards

    status = run.status()
    judged = [row for row in run.metrics()[0] if "validation_psnr" in row]
    last = judged[-1] if judged else {}
    if notice := status.get("notice"):
        print(f"note: {notice}", file=sys.stderr)
    for finding in status.get("warnings", []):
        print(f"note: {finding['what']} {finding['advice']}", file=sys.stderr)
    result = {"run": run.name, "state": status["state"], "step": status["step"], "validation": last}
    line = f"{run.name}: {status['state']} after {status['step']:,} steps"
    if excluded := run.config.get("excluded"):
        line += f", without {excluded:,} excluded faces"
    if status["state"] == "paused":
        return result, [f"{line}; train --resume {run.name} goes on"]
    figure = cards.read(run.name)["figures"][0]
    return result, [f"{line}, {figure['value']:.2f} {figure['unit']} ({figure['set']}, n = {figure['n']:,})"]


def _cost(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.recognition import onnx
    from facevae.training import cost

    if not options.data:
        raise ConfigError("Nothing to try.", "Name a face set with --data.")
    settings = settings_of(options.settings)
    found = cost.measure(options.data, options.preset or PRESET, settings, onnx.open_embedder)
    return found, [cost.in_line(cost.Cost(**found))]


@contextmanager
def _stopped_by_signals(run: Any) -> Iterator[None]:
    """Ctrl-C and SIGTERM ask the run to stop after its step and lose nothing; a second one ends it."""

    def stop(*_: Any) -> None:
        # torchrun ends the ranks that are left by a signal, too, before it starts all of them anew.
        run.stop_here() if "TORCHELASTIC_RUN_ID" in os.environ else run.stop()
        restore()

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        restore()
