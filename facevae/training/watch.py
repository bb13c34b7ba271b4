"""What a run keeps of its latents through time, at some of its steps for a few fixed faces. No torch here.

`watch/step-NNNNNNNN.npz` holds `mu` (N, D) float16 and `kl` (D,) float32, `watch/faces.json` whose they are.
"""

import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facevae.data.faceset import FaceSet
from facevae.errors import RunError
from facevae.home import read_json, write_bytes, write_json

MOST_RECORDS = 60
ACTIVE = 0.01  # variance of mu over faces from which a latent is in use


@dataclass(frozen=True)
class Record:
    """The latents of the fixed faces after so many steps: means mu (N, D), mean KL in nats (D,)."""

    step: int
    mu: np.ndarray
    kl: np.ndarray


def write(folder: Path, record: Record) -> None:
    """Add a record, and drop one where there are too many."""
    buffer = io.BytesIO()
    np.savez(buffer, mu=record.mu.astype(np.float16), kl=record.kl.astype(np.float32))
    write_bytes(_path(folder, record.step), buffer.getvalue())
    thin_out(folder, "step-*.npz", MOST_RECORDS)


def read(folder: Path, step: int) -> Record:
    """The record of that step.

    Raises:
        RunError: it is missing or damaged.
    """
    try:
        with np.load(_path(folder, step)) as arrays:
            return Record(step, arrays["mu"].astype(np.float32), arrays["kl"])
    except (OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise RunError(
            f"What was recorded of the latents at step {step} is damaged.", "Others can be seen."
        ) from error


def _path(folder: Path, step: int) -> Path:
    return folder / f"step-{step:08d}.npz"


def step_of(path: Path) -> int:
    """The step in a file's name: 25 of `step-00000025.npz`."""
    return int(path.stem.rpartition("-")[2])


def steps(folder: Path, pattern: str = "step-*.npz") -> list[int]:
    """The steps that files of this pattern tell of, in order."""
    return sorted(map(step_of, folder.glob(pattern)))


def active_units(mu: np.ndarray) -> int:
    """How many latents say something about a face: those whose mean varies over faces (N, D).

    Source: Burda et al. 2016, section 5, https://arxiv.org/abs/1509.00519
    """
    return int((mu.astype(np.float64).var(0) > ACTIVE).sum())


def name_faces(folder: Path, sets: Sequence[FaceSet], split: str, positions: Sequence[int]) -> None:
    """Say whose latents are recorded.

    Args:
        positions: among the faces of the split of all sets, one set after the other.
    """
    faces, start = [], 0
    for face_set in sets:
        rows = face_set.rows(split)
        own = [int(position) - start for position in positions if 0 <= position - start < len(rows)]
        faces += [[face_set.name, face_id] for face_id in face_set.column("face_id").iloc[rows[own]]]
        start += len(rows)
    write_json(folder / "faces.json", faces)


def read_faces(folder: Path) -> list[tuple[str, str]]:
    """(face set, face_id) in the order of mu's rows; empty where nobody knows any more."""
    try:
        return [(name, face_id) for name, face_id in read_json(folder / "faces.json")]
    except (OSError, ValueError, TypeError):
        return []


def surplus(steps: Sequence[int], most: int) -> list[int]:
    """Which steps to drop so that so many stay, spread from the first to the last, the early ones closer."""
    kept, dropped = sorted(steps), []
    while len(kept) > most:
        places = np.sqrt(kept)
        dropped.append(kept.pop(1 + int((places[2:] - places[:-2]).argmin())))
    return dropped


def thin_out(folder: Path, pattern: str, most: int) -> None:
    """Delete what is too many of a folder's `...-NNNNNNNN` files."""
    by_step = {step_of(path): path for path in folder.glob(pattern)}
    for step in surplus(list(by_step), most):
        by_step[step].unlink()


def forget_after(folder: Path, step: int) -> None:
    """Delete the `...-NNNNNNNN` files of later steps, which a run that goes on from here will write again."""
    for path in folder.glob("[!.]*-????????.*"):  # others are drafts
        if step_of(path) > step:
            path.unlink()
