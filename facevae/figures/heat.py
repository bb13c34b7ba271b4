"""Where in a face a decision came from."""

import numpy as np

from facevae.figures.error import colour_table

STRONGEST = 0.65  # how far the hottest place covers the face
GREY = np.array([0.299, 0.587, 0.114])


def heat_picture(picture: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """The face in grey under the heat, which covers it the more the hotter a place is.

    Args:
        picture: (S, S, 3) uint8.
        heat: (S, S), 0 nothing to 1 most.

    Returns:
        (S, S, 3) uint8.
    """
    grey = (picture @ GREY)[..., None] * np.ones(3)
    heat = np.clip(np.nan_to_num(heat), 0, 1)
    table = colour_table()
    colour = table[np.round((0.25 + 0.75 * heat) * (len(table) - 1)).astype(int)]
    cover = STRONGEST * heat[..., None]
    return np.round(grey * (1 - cover) + colour * cover).astype(np.uint8)
