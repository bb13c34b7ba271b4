"""Natural colours of skin, hair, eyes and things, as RGB 0..255."""

import numpy as np

_SKIN = np.array(
    [(252, 226, 208), (244, 206, 180), (230, 180, 146), (203, 146, 108), (160, 107, 76), (110, 74, 56)], float
)

HAIR = {
    "black": (38, 32, 34),
    "dark brown": (66, 45, 36),
    "brown": (106, 70, 46),
    "auburn": (134, 62, 40),
    "copper": (196, 98, 46),
    "blond": (222, 180, 112),
    "platinum": (238, 220, 182),
    "grey": (154, 152, 154),
    "white": (228, 226, 224),
    "teal": (46, 132, 138),
    "pink": (222, 122, 152),
}

IRIS = {
    "brown": (104, 62, 36),
    "dark": (62, 40, 30),
    "hazel": (136, 102, 48),
    "green": (84, 128, 82),
    "blue": (74, 124, 178),
    "grey": (118, 134, 146),
}

CLOTH = {
    "navy": (44, 58, 92),
    "teal": (38, 128, 120),
    "mustard": (214, 162, 60),
    "brick": (178, 78, 62),
    "cream": (236, 226, 206),
    "forest": (58, 98, 74),
    "plum": (112, 68, 104),
    "charcoal": (62, 64, 70),
    "sky": (136, 176, 208),
    "rose": (216, 142, 146),
}

BACKGROUND = {
    "sand": (232, 219, 198),
    "mist": (206, 218, 224),
    "sage": (190, 208, 188),
    "blush": (240, 208, 200),
    "lilac": (208, 200, 226),
    "sky": (178, 208, 230),
    "butter": (246, 228, 172),
    "stone": (196, 194, 190),
    "teal": (122, 178, 172),
    "slate": (108, 122, 138),
    "terracotta": (214, 152, 126),
    "night": (66, 74, 96),
}

FRAMES = {
    "black": (36, 36, 40),
    "tortoise": (104, 62, 36),
    "gold": (186, 146, 78),
    "red": (168, 46, 52),
    "blue": (46, 82, 138),
    "silver": (142, 148, 156),
}


def mix(a, b, share: float) -> np.ndarray:
    """From `a` at share 0 to `b` at share 1."""
    return np.asarray(a, float) * (1 - share) + np.asarray(b, float) * share


def shaded(colour, factor: float) -> np.ndarray:
    """Darker below 1, towards white above 1."""
    colour = np.asarray(colour, float)
    return colour * factor if factor <= 1 else colour + (255 - colour) * (factor - 1)


def skin(tone: float, undertone: float) -> np.ndarray:
    """Skin from very light (tone 0) to very dark (1), from rosy (undertone -1) to golden (1)."""
    at = tone * (len(_SKIN) - 1)
    below = min(int(at), len(_SKIN) - 2)
    base = mix(_SKIN[below], _SKIN[below + 1], at - below)
    return base * (1 + undertone * np.array([0.0, 0.018, -0.035]))


def shadow(tone: float) -> np.ndarray:
    """What skin is multiplied by in full shadow: warm, less deep on dark skin."""
    return mix((0.74, 0.60, 0.60), (0.62, 0.55, 0.58), tone)


def lips(skin_colour: np.ndarray, redness: float) -> np.ndarray:
    return mix(skin_colour * (0.86, 0.66, 0.66), (186, 58, 70), redness)
