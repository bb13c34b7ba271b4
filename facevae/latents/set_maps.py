"""The map of a face set's faces, the same one for the pages and the shell."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from facevae.data.faceset import FaceSet
from facevae.errors import ConfigError
from facevae.latents import maps
from facevae.latents.codec import Codec
from facevae.latents.projection import prepared


def draw(
    face_set: FaceSet,
    rows: np.ndarray,
    latents: Callable[[], np.ndarray],
    *,
    split: str | None = None,
    **settings: Any,
) -> maps.Map:
    """The map of these rows of the set: from disk where it is known, else computed and kept.

    Args:
        latents: makes theirs (N, D), as `of_part` gives them; called only where the map is not known.
        split: that the rows are of; where they are all of it but those excluded, the map drawn before that
            serves on.
        settings: as for `maps.draw`.
    """
    whole = face_set.rows(split, excluded=True)
    shrunk = len(rows) < len(whole) and np.array_equal(rows, face_set.rows(split))
    face_ids = face_set.column("face_id")
    return maps.draw(
        latents,
        set_version=face_set.content,
        face_ids=face_ids.iloc[rows],
        kinds=kinds(face_set, rows),
        among=(face_ids.iloc[whole], kinds(face_set, whole)) if shrunk else None,
        **settings,
    )


def kinds(face_set: FaceSet, rows: np.ndarray) -> np.ndarray | None:
    """Labels whose shares a sample of these rows keeps: expressions, else people."""
    for name in ("expression", "identity"):
        values = face_set.column(name).to_numpy()[rows]
        if pd.notna(values).any():
            return values
    return None


def of_part(codec: Codec, z: np.ndarray, part: str = "", distance: str = "euclidean") -> np.ndarray:
    """Whole latents (N, D) as a map uses them: the part asked for, at the length that its distance wants."""
    return prepared(z[:, place(codec, part)], distance)


def place(codec: Codec, part: str) -> slice:
    """Where the part lies in the latent; all of it where none is named.

    Raises:
        ConfigError: the model has no such part.
    """
    if part and part not in codec.parts:
        raise ConfigError(
            f"The latent of “{codec.checkpoint.name}” has no part “{part}”.",
            f"Choose one of {', '.join(codec.parts)}, or leave it out.",
        )
    return codec.parts[part] if part else slice(None)
