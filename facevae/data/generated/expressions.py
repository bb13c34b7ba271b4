"""The eight expressions as movements of the face.

Source: the action units (AU) of Ekman and Friesen, Facial Action Coding System, 1978.
"""

import numpy as np

# Movements at rest; an expression names only what it moves.
REST = {
    "brow_inner": 0.0,  # raised inner ends (AU1)
    "brow_outer": 0.0,  # raised outer ends (AU2)
    "brow_knit": 0.0,  # drawn together (AU4)
    "brow_skew": 0.0,  # one higher than the other
    "lid_open": 0.0,  # upper lids raised (AU5) or lowered
    "lid_raise": 0.0,  # lower lids raised (AU7)
    "lid_slant": 0.0,  # upper lids falling outwards (sad) or inwards (angry)
    "pupil": 1.0,
    "gaze_x": 0.0,
    "gaze_y": 0.0,
    "nose_wrinkle": 0.0,  # AU9
    "cheek_raise": 0.0,  # AU6
    "mouth_corner": 0.10,  # raised (AU12) or lowered (AU15)
    "mouth_skew": 0.0,  # one corner raised (AU14)
    "mouth_open": 0.0,  # AU25, 26
    "mouth_wide": 0.0,  # stretched (AU20) or rounded
    "mouth_square": 0.0,
    "lip_raise": 0.0,  # upper lip (AU10)
    "lip_curl": 0.0,  # upper lip on one side
    "lip_wave": 0.0,
    "lip_press": 0.0,  # AU24
    "lip_pout": 0.0,  # AU17
    "teeth_upper": 0.0,
    "teeth_lower": 0.0,
    "tongue": 0.0,
    "tear": 0.0,
    "blush": 0.25,
    "flush": 0.0,
    "pallor": 0.0,
    "queasy": 0.0,
}

# Each expression has one or more looks; a picture takes one of them.
LOOKS: dict[str, tuple[dict[str, float], ...]] = {
    "neutral": ({},),
    "happiness": (
        {
            "mouth_corner": 1.0, "mouth_open": 0.42, "mouth_wide": 0.55, "teeth_upper": 1.0,
            "cheek_raise": 0.9, "lid_raise": 0.55, "lid_open": -0.04, "brow_inner": 0.3, "brow_outer":
            0.32, "blush": 0.75,
        },
        {
            "mouth_corner": 1.15, "mouth_open": 0.72, "mouth_wide": 0.5, "teeth_upper": 1.0,
            "cheek_raise": 1.0, "lid_raise": 1.22, "lid_open": -0.36, "brow_inner": 0.45, "brow_outer":
            0.45, "blush": 0.85,
        },
        {
            "mouth_corner": 1.1, "mouth_open": 0.0, "mouth_wide": 0.6, "cheek_raise": 0.9, "lid_raise":
            0.6, "lid_open": -0.08, "brow_inner": 0.28, "brow_outer": 0.3, "blush": 0.8,
        },
    ),
    "surprise": (
        {
            "brow_inner": 1.15, "brow_outer": 1.05, "lid_open": 0.5, "mouth_open": 0.85, "mouth_wide":
            -0.85, "pupil": 0.85,
        },
        {
            "brow_inner": 1.0, "brow_outer": 1.0, "lid_open": 0.45, "mouth_open": 0.62, "mouth_wide":
            -1.0, "pupil": 0.9,
        },
    ),
    "sadness": (
        {
            "brow_inner": 0.95, "brow_outer": -0.45, "brow_knit": 0.35, "lid_open": -0.22, "lid_slant":
            0.38, "mouth_corner": -0.95, "mouth_wide": -0.1, "lip_pout": 0.7, "gaze_y": 0.45, "tear":
            0.8, "blush": 0.12,
        },
        {
            "brow_inner": 0.9, "brow_outer": -0.4, "brow_knit": 0.3, "lid_open": -0.28, "lid_slant":
            0.4, "mouth_corner": -0.9, "mouth_wide": -0.05, "lip_pout": 0.8, "gaze_y": 0.55, "blush":
            0.12,
        },
    ),
    "anger": (
        {
            "brow_inner": -0.78, "brow_outer": 0.42, "brow_knit": 1.0, "lid_open": -0.02, "lid_raise":
            0.3, "lid_slant": -0.5, "mouth_corner": -0.55, "lip_press": 0.75, "mouth_wide": 0.3,
            "nose_wrinkle": 0.15, "flush": 0.55, "pupil": 0.9,
        },
        {
            "brow_inner": -0.8, "brow_outer": 0.45, "brow_knit": 1.0, "lid_open": 0.0, "lid_raise":
            0.25, "lid_slant": -0.5, "mouth_corner": -0.35, "mouth_open": 0.4, "mouth_square": 0.9,
            "mouth_wide": 0.25, "teeth_upper": 1.0, "teeth_lower": 1.0, "nose_wrinkle": 0.25, "flush":
            0.65, "pupil": 0.9,
        },
    ),
    "disgust": (
        {
            "brow_inner": -0.42, "brow_outer": -0.22, "brow_knit": 0.55, "lid_open": -0.42, "lid_raise":
            0.62, "nose_wrinkle": 1.0, "lip_raise": 0.75, "lip_curl": 0.9, "mouth_corner": -0.65,
            "mouth_open": 0.2, "teeth_upper": 0.5, "mouth_wide": 0.05, "tongue": 1.0, "queasy": 0.6,
            "cheek_raise": 0.45, "gaze_x": 0.5,
        },
        {
            "brow_inner": -0.42, "brow_outer": -0.15, "brow_knit": 0.55, "brow_skew": 0.25, "lid_open":
            -0.45, "lid_raise": 0.65, "nose_wrinkle": 1.0, "lip_raise": 0.85, "lip_curl": 1.0,
            "lip_wave": 0.9, "mouth_corner": -0.75, "mouth_open": 0.1, "teeth_upper": 0.9, "mouth_wide":
            0.1, "queasy": 0.6, "cheek_raise": 0.5, "gaze_x": 0.6,
        },
    ),
    "fear": (
        {
            "brow_inner": 1.05, "brow_outer": 0.12, "brow_knit": 0.85, "lid_open": 0.52, "pupil": 0.55,
            "mouth_open": 0.38, "mouth_wide": 0.42, "mouth_square": 0.75, "mouth_corner": -0.55,
            "teeth_upper": 0.55, "teeth_lower": 1.0, "pallor": 0.85, "blush": 0.0,
        },
        {
            "brow_inner": 1.05, "brow_outer": 0.1, "brow_knit": 0.85, "lid_open": 0.55, "pupil": 0.5,
            "mouth_open": 0.25, "mouth_wide": 0.4, "mouth_square": 0.8, "mouth_corner": -0.5,
            "lip_wave": 0.8, "teeth_upper": 1.0, "teeth_lower": 1.0, "pallor": 0.9, "blush": 0.0,
        },
    ),
    "contempt": (
        {
            "brow_skew": 0.75, "brow_inner": -0.05, "brow_outer": 0.05, "lid_open": -0.38, "lid_raise":
            0.12, "mouth_skew": 1.25, "lip_press": 0.25, "gaze_x": 0.75, "cheek_raise": 0.15,
        },
    ),
}  # fmt: skip

_SIDED = ("gaze_x",)


def movements(expression: str, intensity: float, side: int, rng: np.random.Generator) -> dict[str, float]:
    """The face's movements showing an expression.

    Args:
        intensity: 0 is the face at rest, 1 the plain expression.
        side: -1 or 1, the side of the picture that leads where the sides differ.
    """
    looks = LOOKS[expression]
    look = looks[rng.integers(len(looks))]
    moved = {}
    for name, rest in REST.items():
        target = look.get(name, rest)
        stray = rng.normal(0, 0.06) if target != rest else 0.0
        moved[name] = rest + (target - rest) * intensity * (1 + stray)
    for name in _SIDED:
        moved[name] = moved[name] * side + rng.normal(0, 0.06)
    moved["brow_inner"] += rng.normal(0, 0.05)
    moved["brow_outer"] += rng.normal(0, 0.05)
    moved["mouth_corner"] += rng.normal(0, 0.05)
    moved["lid_open"] += rng.normal(0, 0.03)
    return moved
