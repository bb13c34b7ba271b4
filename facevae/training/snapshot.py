"""Snapshots of a trainer from which a run goes on exactly: safetensors and JSON, never pickle."""

import json
import os
import shutil
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from facevae.errors import RunError
from facevae.home import read_json
from facevae.training.trainer import Trainer

KEPT = 2


def _tensors(trainer: Trainer) -> dict[str, Tensor]:
    """Every tensor that training changes, by a name that says where it belongs."""
    named = {f"model/{key}": value for key, value in trainer.model.state_dict().items()}
    named |= {f"ema/{key}": value for key, value in trainer.ema.state_dict().items()}
    named |= {f"terms/{key}": value for key, value in trainer.terms.state_dict().items()}
    for index, state in trainer.optimiser.state_dict()["state"].items():
        named |= {f"optimiser/{index}/{key}": value for key, value in state.items()}
    return {key: value.detach().cpu().contiguous() for key, value in named.items()}


def save(folder: Path, trainer: Trainer, step: int, extra: dict) -> Path:
    """Write `step-NNNNNNNN` under the folder whole or not at all, and drop older ones.

    Args:
        step: steps done.
        extra: JSON values to keep beside the tensors.
    """
    folder.mkdir(parents=True, exist_ok=True)
    final = folder / f"step-{step:08d}"
    if final.exists():
        return final
    draft = folder / ".draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    save_file(_tensors(trainer), draft / "state.safetensors")
    (draft / "state.json").write_text(json.dumps({"step": step} | extra))
    for file in draft.iterdir():
        with open(file, "rb") as opened:
            os.fsync(opened.fileno())
    os.replace(draft, final)
    for old in steps(folder)[:-KEPT]:
        shutil.rmtree(old)
    return final


def steps(folder: Path) -> list[Path]:
    """The snapshots under the folder, oldest first."""
    return sorted(folder.glob("step-*"))


def load_newest(folder: Path, trainer: Trainer) -> dict | None:
    """Put the newest snapshot that can be read into the trainer and return its JSON; None without any.

    Raises:
        RunError: there are snapshots, but none can be read.
    """
    found = steps(folder)
    for path in reversed(found):
        try:
            tensors, state = load_file(path / "state.safetensors"), read_json(path / "state.json")
            _restore(trainer, tensors)
            return state
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError):
            continue
    if found:
        raise RunError("None of the run's snapshots can be read.", "Start the run again.")
    return None


def _restore(trainer: Trainer, tensors: dict[str, Tensor]) -> None:
    def part(name: str) -> dict[str, Tensor]:
        return {key.removeprefix(name): value for key, value in tensors.items() if key.startswith(name)}

    trainer.model.load_state_dict(part("model/"))
    trainer.ema.load_state_dict(part("ema/"))
    trainer.terms.load_state_dict(part("terms/"))
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in part("optimiser/").items():
        index, name = key.split("/")
        state.setdefault(int(index), {})[name] = value
    groups = trainer.optimiser.state_dict()["param_groups"]
    trainer.optimiser.load_state_dict({"state": state, "param_groups": groups})
