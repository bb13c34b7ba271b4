"""What kind of face a teacher's row shows: its skin tone in this light, and how far it is turned aside."""

import cv2
import numpy as np

TONES = (("dark", -90), ("brown", 10), ("tan", 28), ("light", 41))  # least degrees of the typology angle
TURNS = (("to the front", 0), ("half aside", 0.12), ("aside", 0.3))  # least offset of the nose, eye distances


def tone(picture: np.ndarray, row: np.ndarray) -> str:
    """The skin's tone by the individual typology angle of both cheeks, as the picture shows it.

    Source: Chardon, Cretois, Hourseau, "Skin colour typology", 1991; the bins of Merler et al., "Diversity in
    Faces", 2019, with their lightest two and darkest two taken together.
    """
    left, right, _, *mouth = row[4:14].reshape(5, 2)
    across = max(np.hypot(*(right - left)), 1)
    size = max(round(across / 8), 1)
    cheeks = [(0.45 * eye + 0.55 * corner) for eye, corner in zip((left, right), mouth, strict=True)]
    patches = [_patch(picture, cheek, size) for cheek in cheeks]
    shown = np.concatenate([patch.reshape(-1, 3) for patch in patches if patch.size])
    lab = cv2.cvtColor((np.median(shown, 0) / 255).astype(np.float32)[None, None], cv2.COLOR_RGB2LAB)[0, 0]
    angle = np.degrees(np.arctan2(lab[0] - 50, max(lab[2], 1e-6)))
    return _last(TONES, angle)


def turn(row: np.ndarray) -> str:
    """How far the face looks aside: the nose from the middle between eyes and mouth, in eye distances."""
    left, right, nose, *mouth = row[4:14].reshape(5, 2)
    across = (right - left) / max(np.hypot(*(right - left)), 1e-6)
    middle = (left + right + mouth[0] + mouth[1]) / 4
    return _last(TURNS, abs((nose - middle) @ across) / max(np.hypot(*(right - left)), 1e-6))


def _patch(picture: np.ndarray, middle: np.ndarray, size: int) -> np.ndarray:
    x, y = np.clip(middle.round().astype(int), 0, np.subtract(picture.shape[1::-1], 1))
    return picture[max(y - size, 0) : y + size + 1, max(x - size, 0) : x + size + 1]


def _last(bins: tuple[tuple[str, float], ...], value: float) -> str:
    return [name for name, least in bins if value >= least][-1]
