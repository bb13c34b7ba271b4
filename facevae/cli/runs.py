"""Verbs of runs: `runs list|show|compare|export|pause|stop|kill|extend|rename|note|delete`."""

import argparse
import time
from pathlib import Path
from typing import Any

from facevae.cli.rows import rows
from facevae.errors import ConfigError

RECENT = ("loss", "reconstruction_nll", "kl", "images_per_s", "validation_loss", "validation_psnr")


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    group = verbs.add_parser("runs", help="what became of runs, and what can be done with them")
    kinds = group.add_subparsers(title="verbs", metavar="VERB", required=True)

    def verb(name: str, runs: str, function: Any, about: str) -> argparse.ArgumentParser:
        made = kinds.add_parser(name, parents=[common], help=about)
        if runs == "one":
            made.add_argument("run", metavar="RUN")
        elif runs == "some":
            made.add_argument("runs", nargs="+", metavar="RUN")
        made.set_defaults(verb=function)
        return made

    verb("list", "all", _list, "all runs, those begun last first")
    verb("show", "one", _show, "one run: its state, settings, last figures and note")
    verb("compare", "some", _compare, "settings that differ, and figures, side by side")
    export = verb("export", "some", _export, "curves for other programs")
    export.add_argument(
        "--csv", type=Path, metavar="FILE", help="one table; of several runs, with their names"
    )
    export.add_argument(
        "--tensorboard", action="store_true", help="event files for TensorBoard, in the run's folder"
    )
    verb("pause", "some", _pause, "end after this step, with a snapshot to go on from")
    verb("stop", "some", _stop, "end after this step, and keep what was learned as a checkpoint")
    verb("kill", "some", _kill, "end at once, with all its processes")
    extend = verb("extend", "one", _extend, "let a finished run go on for more epochs, in its turn")
    extend.add_argument("epochs", type=int, metavar="EPOCHS")
    rename = verb("rename", "one", _rename, "give a run and its checkpoint another name")
    rename.add_argument("name", metavar="NAME")
    note = verb("note", "one", _note, "write something about a run, or read what was written")
    note.add_argument("text", nargs="?", metavar="TEXT")
    verb("delete", "some", _delete, "remove runs with all they wrote, their checkpoints included")


def _list(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.training import run as runs

    found = rows(runs.names(), lambda name: _row(runs.Run.open(name)))
    return found, [_line(row) for row in found] or ["no runs yet"]


def _line(row: dict[str, Any]) -> str:
    if "error" in row:
        return f"{row['name']}  {row['error']}"
    begun = time.strftime("%Y-%m-%d %H:%M", time.localtime(row["started"])) if row["started"] else ""
    return "  ".join([row["name"], _told(row), f"{row['data']}, {row['preset']}", begun]).rstrip()


def _row(run: Any) -> dict[str, Any]:
    status, config = run.status(), run.config
    row = {"state": status["state"], "step": status["step"], "steps": status.get("steps")}
    return row | {
        "data": config.get("data"),
        "preset": config.get("preset"),
        "started": status.get("started"),
    }


def _show(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.training.run import Run

    run = Run.open(options.run)
    status, config = run.status(), run.config
    last = {name: value for row in run.metrics()[0] for name, value in row.items()}
    result = {"run": run.name, "folder": str(run.folder), "status": status, "config": config}
    result |= {"note": run.note, "last": last}
    figures = [f"  {name.replace('_', ' ')} {last[name]:.4g}" for name in RECENT if name in last]
    reason = " ".join(filter(None, (status.get("reason"), status.get("remedy"))))
    told = [f"{run.name}: {_told(status)}", f"  {config['data']}, preset {config['preset']}", *figures]
    return result, told + [f"  {text}" for text in (reason, run.note) if text]


def _told(status: dict[str, Any]) -> str:
    steps = f" of {status['steps']:,}" if status.get("steps") else ""
    return f"{status['state']}, step {status['step']:,}{steps}"


def _compare(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.training.compare import compare

    found = compare(options.runs)
    names = [row["run"] for row in found["runs"]]
    table = [["", *names], ["state", *(row["state"] for row in found["runs"])]]
    table.append(["step", *(f"{row['step']:,}" for row in found["runs"])])
    table += [[name, *map(str, values)] for name, values in found["settings"].items()]
    table += [[name, *map(_figure, values)] for name, values in found["metrics"].items()]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return found, ["  ".join(map(str.ljust, row, widths)).rstrip() for row in table]


def _figure(summary: dict[str, Any] | None) -> str:
    return "–" if summary is None else f"{summary['last']:.4g}"


def _export(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.home import write_bytes
    from facevae.training import export
    from facevae.training.run import Run

    if not (options.csv or options.tensorboard):
        raise ConfigError("Nothing to export to.", "Give --csv FILE or --tensorboard, or both.")
    runs, result, told = [Run.open(name) for name in options.runs], {}, []
    if options.csv:
        write_bytes(options.csv, export.csv(runs))
        result["csv"] = str(options.csv)
        told.append(f"{options.csv}: curves of {', '.join(options.runs)}")
    if options.tensorboard:
        result["tensorboard"] = [str(export.to_tensorboard(run)) for run in runs]
        told += [f'tensorboard --logdir "{folder}"' for folder in result["tensorboard"]]
    return result, told


def _each(options: argparse.Namespace, do: Any, told: str) -> tuple[Any, list[str]]:
    """Do something with each of the runs."""
    for name in options.runs:
        do(name)
    return options.runs, [f"{name}: {told}" for name in options.runs]


def _pause(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.training import lifecycle

    return _each(options, lifecycle.pause, "pauses after its step; queue add --resume lets it go on")


def _stop(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.training import lifecycle

    return _each(options, lifecycle.stop, "stops after its step")


def _kill(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.training import lifecycle

    return _each(options, lifecycle.kill, "ended")


def _delete(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.training import lifecycle

    return _each(options, lifecycle.delete, "deleted")


def _extend(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.training import launch

    run = launch.extend(options.run, options.epochs)
    epochs = "1 epoch" if options.epochs == 1 else f"{options.epochs} epochs"
    told = f"goes on for {epochs} more in its turn"
    return {"run": run.name, "state": run.status()["state"]}, [f"{run.name}: {told}"]


def _rename(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.training import lifecycle

    run = lifecycle.rename(options.run, options.name)
    return {"run": run.name}, [f"{options.run} is now {run.name}"]


def _note(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.training.run import Run

    run = Run.open(options.run)
    if options.text is not None:
        run.write_note(options.text)
    return {"run": run.name, "note": run.note}, [run.note or "no note"]
