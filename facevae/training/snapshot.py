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
from facevae.training.tensors import of_optimiser, restore_optimiser, under
from facevae.training.trainer import Trainer

KEPT = 2


def _tensors(trainer: Trainer) -> dict[str, Tensor]:
    """Every tensor that training changes, by a name that says where it belongs."""
    named = {f"model/{key}": value for key, value in trainer.model.state_dict().items()}
    named |= {f"ema/{key}": value for key, value in trainer.ema.state_dict().items()}
    named |= {f"terms/{key}": value for key, value in trainer.terms.state_dict().items()}
    named |= of_optimiser(trainer.optimiser)
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
    trainer.model.load_state_dict(under("model/", tensors))
    trainer.ema.load_state_dict(under("ema/", tensors))
    trainer.terms.load_state_dict(under("terms/", tensors))
    restore_optimiser(trainer.optimiser, tensors)
