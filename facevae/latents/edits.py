"""Edits of a latent: exchange a part, mix two."""

from collections.abc import Mapping

import numpy as np

from facevae.latents.codec import Codec
from facevae.latents.sampling import part_of


def with_part(codec: Codec, z: np.ndarray, other: np.ndarray, part: str) -> np.ndarray:
    """The face z (D,) with a part of another face: its identity, its expression or the rest.

    Raises:
        CheckpointError: the model has no such part.
    """
    place = part_of(codec, part)
    answer = np.array(z, np.float32)
    answer[place] = other[place]
    return answer


def mixed(codec: Codec, first: np.ndarray, second: np.ndarray, shares: Mapping[str, float]) -> np.ndarray:
    """A face between two (D,): each part by its own share of the second, 0..1, by default none of it."""
    answer = np.array(first, np.float32)
    for part, share in shares.items():
        place = part_of(codec, part)
        answer[place] = (1 - share) * first[place] + share * second[place]
    return answer
