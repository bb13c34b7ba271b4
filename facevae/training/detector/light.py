"""Light, colour, sharpness and wear of a picture, changed at random."""

import cv2
import numpy as np

LEVELS = np.arange(256) / 255


def toned(picture: np.ndarray, box: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The face's skin made darker (or a little lighter) with soft edges; highlights stay."""
    gamma = rng.uniform(1.2, 3.2) if rng.random() < 0.8 else rng.uniform(0.6, 0.9)
    tint = gamma * rng.uniform([0.9, 1, 1], [1, 1.1, 1.25])
    changed = cv2.LUT(picture, np.stack([255 * LEVELS**power for power in tint], 1)[None].astype(np.uint8))
    mask = np.zeros(picture.shape[:2], np.float32)
    middle, size = (box[:2] + box[2:]) / 2, (box[2:] - box[:2]) * rng.uniform(0.55, 0.8)
    cv2.ellipse(mask, middle.astype(int).tolist(), np.maximum(size, 1).astype(int).tolist(), 0, 0, 360, 1, -1)
    return blended(picture, changed, cv2.blur(mask, (max(3, int(size.mean() / 3)),) * 2))


def blended(below: np.ndarray, above: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """`above` where the mask (H, W) is 1, `below` where it is 0."""
    return cv2.blendLinear(np.ascontiguousarray(above), np.ascontiguousarray(below), mask, 1 - mask)


def coloured(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Other gamma, contrast, white balance and saturation; sometimes grey."""
    gamma = np.exp(rng.normal(0, 0.35)) if rng.random() < 0.7 else 1
    gain = np.exp(rng.normal(0, 0.15)) * np.exp(rng.normal(0, 0.1, 3) * (rng.random() < 0.6))
    lift = rng.normal(0, 18) * (rng.random() < 0.6)
    table = np.clip(255 * LEVELS[:, None] ** gamma * gain + lift, 0, 255)
    picture = cv2.LUT(picture, table[None].astype(np.uint8))
    if rng.random() < 0.35:
        grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        colour = 0 if rng.random() < 0.6 else rng.uniform(0, 1.8)
        picture = cv2.addWeighted(picture, colour, grey, 1 - colour, 0)
    return picture


def worn(picture: np.ndarray, rng: np.random.Generator, finest: float) -> np.ndarray:
    """Light from a side, blur, noise and JPEG, each sometimes.

    Args:
        finest: px of the smallest face, which a blur must leave to be seen.
    """
    if rng.random() < 0.25:
        picture = _lit(picture, rng)
    if rng.random() < 0.3:
        most = min(2.5, finest / 16)
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, max(most, 0.4)))
    if rng.random() < 0.08:
        picture = _shaken(picture, rng, int(np.clip(finest / 6, 2, 9)))
    if rng.random() < 0.25:
        grain = rng.standard_normal(picture.shape, np.float32) * rng.uniform(2, 16)
        picture = cv2.add(picture, grain, dtype=cv2.CV_8U)
    if rng.random() < 0.35:
        quality = int(rng.integers(25, 95))
        picture = cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 1)
    return picture


def _lit(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    corners = rng.uniform(0.35, 1.35, (2, 2)).astype(np.float32)
    field = cv2.resize(corners, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return cv2.multiply(picture, cv2.merge([field] * 3), dtype=cv2.CV_8U)


def _shaken(picture: np.ndarray, rng: np.random.Generator, length: int) -> np.ndarray:
    kernel = np.zeros((length, length), np.float32)
    ends = rng.integers(0, length, 4).tolist()
    cv2.line(kernel, ends[:2], ends[2:], 1)
    return cv2.filter2D(picture, -1, kernel / kernel.sum())
