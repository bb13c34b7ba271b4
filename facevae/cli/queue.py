"""Verbs of the queue: `queue add|list|move|cancel|sweep`."""

import argparse
import time
from typing import Any

from facevae.cli.arguments import PRESET, refuse_beside_resume, seed, settings_of, what_to_train
from facevae.errors import ConfigError, RunError


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    group = verbs.add_parser("queue", help="runs that wait for their device, and those at work")
    kinds = group.add_subparsers(title="verbs", metavar="VERB", required=True)
    add = kinds.add_parser(
        "add", parents=[common], help="let a run wait for its turn, as the Train page does"
    )
    what_to_train(add)
    add.add_argument("--device", metavar="NAME", help="such as cpu or cuda:1; as --set device=NAME")
    add.add_argument("--like", metavar="RUN", help="the faces, preset and settings of another run")
    add.add_argument("--resume", metavar="RUN", help="let a run that ended go on in its turn")
    add.set_defaults(verb=_add)
    listing = kinds.add_parser("list", parents=[common], help="runs at work, then those that wait, in order")
    listing.set_defaults(verb=_list)
    move = kinds.add_parser("move", parents=[common], help="change the order of those that wait")
    move.add_argument("run", metavar="RUN")
    move.add_argument("place", type=int, metavar="PLACE", help="1: the next to start")
    move.set_defaults(verb=_move)
    cancel = kinds.add_parser("cancel", parents=[common], help="take runs out of the queue")
    cancel.add_argument("runs", nargs="+", metavar="RUN")
    cancel.set_defaults(verb=_cancel)
    sweep = kinds.add_parser("sweep", parents=[common], help="a run for each combination of some settings")
    what_to_train(sweep)
    sweep.add_argument(
        "--over",
        action="append",
        default=[],
        required=True,
        metavar="KEY=VALUES",
        help="learning_rate=1e-4,1e-3 or, with --random, learning_rate=1e-4..1e-2; may be repeated",
    )
    sweep.add_argument("--random", type=int, metavar="N", help="only N of them, drawn at random")
    sweep.add_argument("--seed", type=seed, default=0, help="of the drawing")
    sweep.set_defaults(verb=_sweep)


def _add(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.training import launch, queue
    from facevae.training.run import Run, free_name

    refuse_beside_resume(options)
    if options.resume:
        run = launch.resume(options.resume)
    else:
        data, preset, settings = options.data, options.preset or PRESET, {}
        if options.like:
            theirs, its_preset, settings = launch.settings_of(Run.open(options.like))
            data, preset = data or theirs, options.preset or its_preset
        if not data:
            raise ConfigError("Nothing to train on.", "Name a face set with --data, or a run with --like.")
        settings |= settings_of(options.settings) | ({"device": options.device} if options.device else {})
        run = launch.start(data, preset, settings, options.run or free_name(f"{data}-{preset}"))
    names = queue.waiting()
    place = names.index(run.name) + 1 if run.name in names else 0
    result = {"run": run.name, "state": run.status()["state"], "place": place}
    told = f"{place} of {len(names)} waiting" if place > 1 else "begins as soon as its device is free"
    return result, [f"{run.name}: {told}"]


def _list(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.training import dispatcher, queue
    from facevae.training.run import Run

    dispatcher.wake()
    rows, place = [], 0
    for entry in queue.entries():
        try:
            status = Run.open(entry.run).status()
        except RunError:  # its folder was deleted by hand
            continue
        place += entry.waits
        rows.append(
            {
                "run": entry.run,
                "state": status["state"],
                "place": place if entry.waits else 0,
                "devices": list(entry.taken or entry.devices),
                "step": status["step"],
                "steps": status.get("steps"),
                "added": entry.added,
            }
        )
    return rows, [_line(row) for row in rows] or ["nothing waits or works"]


def _line(row: dict[str, Any]) -> str:
    if row["place"]:
        since = time.strftime("%H:%M", time.localtime(row["added"]))
        told = f"waiting since {since} for {' or '.join(row['devices'])}"
        return f"{row['place']:>3}  {row['run']}  {told}"
    done = f"step {row['step']:,} of {row['steps']:,}" if row["steps"] else ""
    return "  ".join(["  –", row["run"], row["state"], "on " + " and ".join(row["devices"]), done]).rstrip()


def _move(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.training import queue

    queue.move(options.run, options.place)
    names = queue.waiting()
    return names, [f"{place:>3}  {name}" for place, name in enumerate(names, 1)]


def _cancel(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.training import queue

    for name in options.runs:
        queue.cancel(name)
    return options.runs, [f"{name}: taken out of the queue" for name in options.runs]


def _sweep(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.training import sweep
    from facevae.training.run import free_name, names

    if not options.data:
        raise ConfigError("Nothing to train on.", "Name a face set with --data.")
    fields = {name: sweep.values(text) for name, text in settings_of(options.over).items()}
    if options.random is None:
        every = sweep.grid(fields)
    else:
        every = sweep.random(fields, options.random, options.seed)
    fixed = settings_of(options.settings)
    preset = options.preset or PRESET
    sweeps = {name.rpartition("-")[0] for name in names()}
    name = options.run or free_name(f"{options.data}-{preset}-sweep", sweeps)
    runs = sweep.enqueue(options.data, preset, [fixed | chosen for chosen in every], name)
    result = [{"run": run.name, "settings": chosen} for run, chosen in zip(runs, every, strict=True)]
    told = [", ".join(f"{key} {value}" for key, value in row["settings"].items()) for row in result]
    return result, [f"{row['run']}: {line}" for row, line in zip(result, told, strict=True)]
