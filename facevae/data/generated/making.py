"""Generated faces as arrays, or as a face set on disk."""

from pathlib import Path

import numpy as np
import pandas as pd

from facevae.data.faceset import FaceSet
from facevae.data.generated.drawing import draw
from facevae.data.generated.parameters import sample
from facevae.data.writer import FaceSetWriter, check_size
from facevae.errors import ConfigError
from facevae.progress import Progress, silent

_CHUNK = 256
MOST = 1_000_000


def faces(count: int, size: int = 64, seed: int = 0) -> tuple[np.ndarray, pd.DataFrame]:
    """Pictures (count, size, size, 3) and their rows: identity, expression, `p_*`."""
    table = sample(count, seed)
    pictures = np.empty((count, size, size, 3), np.uint8)
    for number, row in enumerate(table.to_dict("records")):
        pictures[number] = draw(row, size)
    return pictures, table


def make(
    name: str,
    count: int,
    size: int = 64,
    seed: int = 0,
    progress: Progress = silent,
    folder: Path | None = None,
) -> FaceSet:
    """A face set of generated faces, split so that no person is in two parts.

    Args:
        folder: where the set's own folder is to be; by default with the others.

    Raises:
        ConfigError: no face, or a size that cannot be drawn.
        FaceSetError: the name is taken.
    """
    if not 1 <= count <= MOST:
        raise ConfigError(f"{count:,} faces cannot be drawn.", f"Choose from 1 to {MOST:,}.")
    check_size(size)
    table = _index(count, seed)
    with FaceSetWriter(
        name, size, source=f"generated from seed {seed}", kind="generated", seed=seed, folder=folder
    ) as writer:
        for start in range(0, count, _CHUNK):
            progress(start, count, "Drawing faces")
            rows = table.iloc[start : start + _CHUNK].to_dict("records")
            writer.add(np.stack([draw(row, size) for row in rows]), rows)
    progress(count, count, "Drawing faces")
    return writer.face_set


def _index(count: int, seed: int) -> pd.DataFrame:
    table = sample(count, seed)
    names = [f"generated-{seed}-{number:06d}" for number in range(count)]
    table.insert(0, "face_id", names)
    table.insert(3, "source", names)
    return table
