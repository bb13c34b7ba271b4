"""Verbs that train: `train`, `list`."""

import argparse
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from facevae.cli.progress import on_stderr
from facevae.errors import ConfigError, FaceVAEError
from facevae.training.presets import PRESETS


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    train = verbs.add_parser("train", parents=[common], help="train a model on a face set")
    train.add_argument("--data", metavar="NAME", help="the face set, or several: lfw+ferplus")
    train.add_argument("--preset", default="photo", help=f"{', '.join(PRESETS)}; default: photo")
    train.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="settings",
        help="change a setting of the preset, such as steps=2000; may be repeated",
    )
    train.add_argument("--run", metavar="NAME", help="name of the run and of its checkpoint")
    train.add_argument("--resume", metavar="RUN", help="let a run that ended go on from its newest snapshot")
    train.add_argument(
        "--cost", action="store_true", help="only try a few steps and say what the run would take"
    )
    train.add_argument("--execute", metavar="RUN", help=argparse.SUPPRESS)
    train.set_defaults(verb=_train)
    listing = verbs.add_parser("list", parents=[common], help="list face sets, runs or checkpoints")
    listing.add_argument("what", choices=("data", "runs", "checkpoints"))
    listing.set_defaults(verb=_list)


def settings_of(pairs: list[str]) -> dict[str, str]:
    """`["steps=100"]` as `{"steps": "100"}`.

    Raises:
        ConfigError: a pair has no `=`.
    """
    for pair in pairs:
        if "=" not in pair:
            raise ConfigError(f"“{pair}” is no setting.", "Write key=value, such as steps=2000.")
    return dict(pair.split("=", 1) for pair in pairs)


def _train(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.recognition import onnx
    from facevae.training import cards, launch, loop
    from facevae.training.run import Run, free_name

    if options.cost and options.data:
        return _cost(options)
    if options.execute:
        run = Run.open(options.execute)
    elif options.resume:
        run = Run.open(options.resume)
        launch.revive(run)
    elif options.data:
        name = options.run or free_name(f"{options.data}-{options.preset}")
        run = launch.prepare(options.data, options.preset, settings_of(options.settings), name)
    else:
        raise ConfigError("Nothing to train on.", "Name a face set with --data, or a run with --resume.")
    with _stopped_by_signals(run):
        loop.execute(run, on_stderr(), onnx.open_embedder)
    status = run.status()
    judged = [row for row in run.metrics()[0] if "validation_psnr" in row]
    last = judged[-1] if judged else {}
    result = {"run": run.name, "state": status["state"], "step": status["step"], "validation": last}
    figure = cards.read(run.name)["figures"][0]
    line = f"{run.name}: {status['state']} after {status['step']:,} steps"
    return result, [f"{line}, {figure['value']:.2f} {figure['unit']} ({figure['set']}, n = {figure['n']:,})"]


def _cost(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.recognition import onnx
    from facevae.training import cost

    settings = settings_of(options.settings)
    found = cost.measure(options.data, options.preset, settings, onnx.open_embedder)
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


def _list(options: argparse.Namespace) -> tuple[Any, list[str]]:
    found = {"data": _face_sets, "runs": _runs, "checkpoints": _checkpoints}[options.what]()
    lines = ["  ".join(str(value) for value in row.values()) for row in found]
    return found, lines or [f"no {options.what} yet"]


def _each(names: list[str], fields: Callable[[str], dict[str, Any]]) -> list[dict[str, Any]]:
    """A row a name; where one is damaged, its row says so."""
    rows = []
    for name in names:
        try:
            rows.append({"name": name} | fields(name))
        except FaceVAEError as error:
            rows.append({"name": name, "error": error.what})
    return rows


def _face_sets() -> list[dict[str, Any]]:
    from facevae.data import faceset

    def fields(name: str) -> dict[str, Any]:
        face_set = faceset.FaceSet.open(name)
        return {"faces": len(face_set), "size": face_set.size}

    return _each(faceset.names(empty=True), fields)


def _runs() -> list[dict[str, Any]]:
    from facevae.training import run as runs

    def fields(name: str) -> dict[str, Any]:
        status = runs.Run.open(name).status()
        return {"state": status["state"], "step": status["step"], "steps": status.get("steps")}

    return _each(runs.names(), fields)


def _checkpoints() -> list[dict[str, Any]]:
    from facevae.training import cards

    def fields(name: str) -> dict[str, Any]:
        card = cards.read(name)
        told = ("title", "kind", "backbone", "size", "latent_dim", "parameters")
        return {field: card.get(field) for field in told}

    return _each(cards.names(), fields)
