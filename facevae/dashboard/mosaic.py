"""A map of faces as one picture: each place shows the face whose point lies nearest to it."""

import numpy as np


def mosaic(points: np.ndarray, pictures: np.ndarray, columns: int, rows: int) -> np.ndarray:
    """Faces where their points are, on a grid; places without a face stay clear.

    Args:
        points: (N, 2), the second coordinate pointing up.
        pictures: (N, S, S, 3) uint8.

    Returns:
        (rows * S, columns * S, 4) uint8 with alpha.
    """
    side = pictures.shape[1]
    sheet = np.zeros((rows * side, columns * side, 4), np.uint8)
    for (row, column), face in placed(points, columns, rows).items():
        cell = sheet[row * side : (row + 1) * side, column * side : (column + 1) * side]
        cell[..., :3], cell[..., 3] = pictures[face], 255
    return sheet


def placed(points: np.ndarray, columns: int, rows: int) -> dict[tuple[int, int], int]:
    """Which face stands at which (row, column): of those in the cell, the one nearest its middle."""
    low, high = np.percentile(points, [1, 99], axis=0)
    share = np.clip((points - low) / np.maximum(high - low, 1e-9), 0, 1 - 1e-6)
    places = share * [columns, rows]
    cells = places.astype(int)
    off = ((places - cells - 0.5) ** 2).sum(axis=1)
    # The last one written wins, so the nearest comes last.
    return {(rows - 1 - cells[face, 1], cells[face, 0]): int(face) for face in np.argsort(-off)}
