"""What changes from picture to picture besides the expression: pose, lamp, backdrop, clothes."""

import numpy as np

from facevae.data.generated import colours


def scene(expression: str, rng: np.random.Generator) -> dict[str, float | str]:
    """The circumstances of one picture."""
    return _pose(expression, rng) | _lamp(rng) | _backdrop(rng)


def _pose(expression: str, rng) -> dict:
    tilt = {"sadness": -4.0, "contempt": 3.5, "disgust": 2.0, "fear": 0.0, "anger": -2.5}.get(expression, 0.0)
    return {
        "yaw": float(np.clip(rng.normal(0, 7.0), -15, 15)),
        "pitch": float(np.clip(rng.normal(tilt, 3.5), -10, 10)),
        "roll": float(np.clip(rng.normal(0, 3.0), -8, 8)),
    }


def _lamp(rng) -> dict:
    return {
        "light_x": float(rng.choice([-1, 1]) * rng.uniform(0.12, 0.85)),
        "light_y": float(rng.uniform(-0.75, -0.15)),
        "light_strength": float(rng.uniform(0.15, 0.9)),
        "light_warmth": float(np.clip(rng.normal(0.1, 0.45), -1, 1)),
        "light_level": float(rng.uniform(0.93, 1.05)),
    }


def _backdrop(rng) -> dict:
    return {
        "background_kind": str(rng.choice(["plain", "gradient", "glow"])),
        "background_colour": str(rng.choice(list(colours.BACKGROUND))),
        "background_shade": float(rng.uniform(0.88, 1.06)),
        "background_slope": float(rng.uniform(-0.5, 0.5)),
        "cloth_colour": str(rng.choice(list(colours.CLOTH))),
        "collar": str(rng.choice(["round", "high"])),
    }
