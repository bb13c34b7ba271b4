"""Runs beside one another: what they are, which settings differ, and how well they do. No torch here."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from facevae.json_values import plain
from facevae.models.config import ModelConfig
from facevae.training import curves
from facevae.training.config import TrainConfig
from facevae.training.lines import Line
from facevae.training.run import Run

MORE_IS_BETTER = ("psnr", "ssim", "accuracy")
TOLD = ("state", "step", "steps", "seconds", "images_per_s", "faces", "device", "started")
NO_FIGURES = ("seconds", "images", "epoch")


def compare(names: Sequence[str]) -> dict[str, Any]:
    """All that tells these runs apart, as JSON can hold it.

    Returns:
        `runs`: a row a run. `settings`: the values of every setting that differs, in the order of the runs.
        `metrics`: of every figure that any run logged, in the same order, its last and best value with their
        steps, None where a run did not log it.

    Raises:
        RunError: there is no such run, or its settings are damaged.
    """
    runs = [Run.open(name) for name in dict.fromkeys(names)]
    found = [curves.read(run.folder, ()) for run in runs]
    figures = dict.fromkeys(name for each in found for name in each.lines if name not in NO_FIGURES)
    return {
        "runs": [_about(run) for run in runs],
        "settings": differing([settings(run) for run in runs]),
        "metrics": {name: [_summary(name, each.lines.get(name)) for each in found] for name in figures},
    }


def _about(run: Run) -> dict[str, Any]:
    status = run.status()
    return {"run": run.name} | {name: status.get(name) for name in TOLD}


def settings(run: Run) -> dict[str, Any]:
    """Everything the run was asked to do; what an older run does not know was at its default.

    Raises:
        RunError: it cannot be read.
    """
    config = run.config
    given = {"data": config["data"], "preset": config["preset"]}
    given |= asdict(ModelConfig()) | asdict(TrainConfig())
    return plain(given | config["model"] | config["training"])


def differing(every: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """The values of those settings that are not the same in all."""
    names = dict.fromkeys(name for each in every for name in each)
    values = {name: [each.get(name) for each in every] for name in names}
    return {name: found for name, found in values.items() if any(value != found[0] for value in found)}


def more_is_better(figure: str) -> bool:
    return any(part in figure for part in MORE_IS_BETTER)


def _summary(figure: str, line: Line | None) -> dict[str, Any] | None:
    if line is None:
        return None
    best = line.highest if more_is_better(figure) else line.lowest
    return {"last": line.last[1], "step": line.last[0], "best": best[1], "best_step": best[0]}
