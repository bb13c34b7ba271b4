"""People who do not exist: what of a face stays the same over all of a person's pictures."""

import numpy as np

from facevae.data.generated import colours

BEARDS = ("stubble", "moustache", "goatee", "full")
GLASSES = ("round", "square", "wire", "cat eye")
_SHORT = ("buzz", "side part", "quiff", "crop", "spiky", "fade curls", "afro")
_LONG = ("long straight", "long wavy", "long curls", "bob", "bun", "pigtails", "pixie", "afro", "headscarf")


def person(rng: np.random.Generator) -> dict[str, float | str]:
    """One person's parameters."""
    soft = float(rng.beta(0.7, 0.7))  # from rugged to delicate
    age = float(rng.beta(1.6, 2.2))
    tone = float(rng.uniform(0.02, 0.98))
    style = _style(rng, soft, age)
    return (
        {"age": age, "softness": soft, "skin_tone": tone, "skin_undertone": float(rng.uniform(-1, 1))}
        | _head(rng, soft)
        | _eyes(rng, soft, tone)
        | _middle(rng, soft, tone)
        | {
            "hair_style": style,
            "hair_side": float(rng.choice([-1, 1])),
            "hair_shade": float(rng.uniform(0.85, 1.12)),
        }
        | {"hair_colour": _hair_colour(rng, soft, tone, age)}
        | _extras(rng, soft, age, tone, style)
    )


def _between(rng: np.random.Generator, low: float, high: float) -> float:
    """Spread over the whole range, a little denser in its middle."""
    return float(low + (high - low) * rng.beta(1.5, 1.5))


def _head(rng, soft: float) -> dict:
    width = _between(rng, 0.272, 0.316) - 0.006 * soft
    return {
        "face_width": width,
        "eye_spacing": width * _between(rng, 1.07, 1.16),
        "face_length": _between(rng, 0.392, 0.456) - 0.008 * soft,
        "forehead": _between(rng, 0.288, 0.318),
        "jaw": float(np.clip(_between(rng, 0.0, 1.15) - 0.45 * soft, 0, 1)),
        "chin": float(np.clip(_between(rng, 0.0, 1.1) - 0.3 * soft, 0, 1)),
        "cheeks": _between(rng, 0.0, 1.0),
        "ear_size": _between(rng, 0.75, 1.30),
    }


def _eyes(rng, soft: float, tone: float) -> dict:
    fair = ("blue", "green", "grey", "hazel", "brown")
    deep = ("brown", "dark", "dark", "brown", "hazel")
    return {
        "eye_width": _between(rng, 0.160, 0.186) + 0.006 * soft,
        "eye_roundness": _between(rng, 0.56, 0.80),
        "eye_tilt": _between(rng, -0.06, 0.16),
        "eye_colour": str(rng.choice(fair if tone < 0.5 else deep)),
        "iris_size": _between(rng, 0.54, 0.62),
        "lashes": float(np.clip(soft * 1.1 + rng.normal(0, 0.08) - 0.1, 0, 1)),
        "eye_shadow": float(rng.uniform(0.3, 1.0)) if soft > 0.7 and rng.random() < 0.4 else 0.0,
        "brow_height": _between(rng, 0.112, 0.130),
        "brow_thickness": _between(rng, 0.020, 0.036) - 0.007 * soft,
        "brow_arch": _between(rng, 0.002, 0.020),
    }


def _middle(rng, soft: float, tone: float) -> dict:
    return {
        "nose_length": _between(rng, 0.150, 0.192),
        "nose_width": _between(rng, 0.078, 0.118) - 0.012 * soft + 0.014 * tone,
        "mouth_width": _between(rng, 0.175, 0.225),
        "mouth_height": _between(rng, 0.264, 0.284),
        "lip_fullness": _between(rng, 0.014, 0.028) + 0.007 * soft + 0.008 * tone,
        "lip_redness": float(np.clip(rng.normal(0.12 + 0.35 * soft, 0.14), 0, 0.9)),
    }


def _style(rng, soft: float, age: float) -> str:
    if rng.random() < soft:
        return str(rng.choice(_LONG))
    bare = 0.16 + 0.35 * max(0.0, age - 0.4)
    if rng.random() < bare:
        return str(rng.choice(["bald", "receding"]))
    return str(rng.choice(_SHORT))


def _hair_colour(rng, soft: float, tone: float, age: float) -> str:
    if rng.random() < 1.5 * max(0.0, age - 0.45):
        return str(rng.choice(["grey", "white"]))
    if soft > 0.35 and rng.random() < 0.09:
        return str(rng.choice(["teal", "pink"]))
    light = ["black", "dark brown", "brown", "auburn", "copper", "blond", "platinum"]
    weights = np.array([0.12, 0.20, 0.22, 0.11, 0.10, 0.18, 0.07])
    if tone > 0.45:
        weights = np.array([0.52, 0.30, 0.12, 0.03, 0.01, 0.01, 0.01])
    return str(rng.choice(light, p=weights))


def _extras(rng, soft: float, age: float, tone: float, style: str) -> dict:
    return {
        "beard": str(rng.choice(BEARDS))
        if soft < 0.35 and style not in _LONG and rng.random() < 0.6
        else "none",
        "glasses": str(rng.choice(GLASSES)) if rng.random() < 0.26 + 0.2 * age else "none",
        "frame_colour": str(rng.choice(list(colours.FRAMES))),
        "earrings": str(rng.choice(["gold", "silver"])) if soft > 0.5 and rng.random() < 0.5 else "none",
        "freckles": float(rng.uniform(0.3, 1.0)) if tone < 0.42 and rng.random() < 0.30 else 0.0,
        "freckle_seed": float(rng.integers(1000)),
        "scarf_colour": str(rng.choice(list(colours.CLOTH))),
        "mole": str(rng.choice(["cheek", "lip", "chin"])) if rng.random() < 0.12 else "none",
    }
