"""Surroundings without a face: drawn patterns and text, and scikit-learn's two photographs."""

import string

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from sklearn.datasets import load_sample_image

PHOTOGRAPHS = ("china.jpg", "flower.jpg")
SIDE = 256
FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX)


def photographs() -> list[np.ndarray]:
    return [load_sample_image(name) for name in PHOTOGRAPHS]


def draw(count: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Pictures of `SIDE` px."""
    kinds = (_clouds, _stripes, _shapes, _discs, _lines, _pebbles, _blades, _text, _print, _print, _balls)
    pictures = []
    for _ in range(count):
        picture = _clouds(rng) if rng.random() < 0.6 else np.full((SIDE, SIDE, 3), _colour(rng), np.uint8)
        for _ in range(rng.integers(1, 3)):
            kinds[rng.integers(len(kinds))](rng, picture)
        pictures.append(picture)
    return pictures


def _colour(rng: np.random.Generator) -> tuple[int, ...]:
    """Any colour, or one in the range of skin."""
    if rng.random() < 0.35:
        light = rng.uniform(0.2, 1)
        return tuple(
            (np.array([235, rng.uniform(150, 205), rng.uniform(110, 180)]) * light).astype(int).tolist()
        )
    return tuple(rng.integers(0, 256, 3).tolist())


def _clouds(rng: np.random.Generator, picture: np.ndarray | None = None) -> np.ndarray:
    """Noise of several grains between two colours; added to the picture where there is one."""
    field = sum(
        cv2.resize(rng.random((cells, cells), np.float32), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
        / weight
        for cells, weight in (
            (3, 1),
            (8, rng.uniform(1, 4)),
            (32, rng.uniform(2, 12)),
            (128, rng.uniform(4, 30)),
        )
    )
    field = (field - field.min()) / np.ptp(field)
    low, high = np.array(_colour(rng)), np.array(_colour(rng))
    clouds = low + field[..., None] * (high - low)
    if picture is None:
        return clouds.astype(np.uint8)
    picture[:] = (picture * 0.5 + clouds * 0.5).astype(np.uint8)
    return picture


def _stripes(rng: np.random.Generator, picture: np.ndarray) -> None:
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    waves = []
    for _ in range(rng.integers(1, 3)):
        angle, length = rng.uniform(0, np.pi), np.exp(rng.uniform(np.log(5), np.log(60)))
        waves.append(np.sin((x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / length))
    wave = np.prod(waves, 0) if rng.random() < 0.5 else np.sign(np.prod(waves, 0))
    picture[:] = np.clip(picture + wave[..., None] * rng.uniform(10, 90, 3), 0, 255).astype(np.uint8)


def _shapes(rng: np.random.Generator, picture: np.ndarray) -> None:
    for _ in range(rng.integers(3, 16)):
        corners = rng.integers(0, SIDE, 2) + rng.integers(-50, 51, (rng.integers(3, 7), 2))
        cv2.fillPoly(picture, [corners.astype(np.int32)], _colour(rng), cv2.LINE_AA)


def _discs(rng: np.random.Generator, picture: np.ndarray) -> None:
    """Ellipses with dark spots in them, sometimes two side by side: near a face, but none."""
    for _ in range(rng.integers(1, 7)):
        middle, axes = rng.integers(0, SIDE, 2), rng.integers(6, 60, 2)
        cv2.ellipse(picture, middle.tolist(), axes.tolist(), rng.uniform(0, 180), 0, 360, _colour(rng), -1)
        for _ in range(rng.integers(0, 3)):
            spot = (middle + rng.uniform(-0.6, 0.6, 2) * axes).astype(int).tolist()
            cv2.circle(picture, spot, int(axes.min() * rng.uniform(0.1, 0.35)) + 1, _colour(rng), -1)


def _text(rng: np.random.Generator, picture: np.ndarray) -> None:
    size, line = rng.uniform(0.3, 2), 0
    while line < SIDE:
        words = "".join(rng.choice(list(string.ascii_letters + string.digits + "    "), 40))
        line += int(32 * size * rng.uniform(0.8, 1.2))
        font = FONTS[rng.integers(len(FONTS))]
        cv2.putText(
            picture, words, (rng.integers(-40, 20), line), font, size, _colour(rng), rng.integers(1, 4)
        )


def _print(rng: np.random.Generator, picture: np.ndarray) -> None:
    """Printed letters, dark on light or light on dark, sometimes a little out of focus."""
    image = Image.fromarray(picture)
    pen, size = ImageDraw.Draw(image), float(np.exp(rng.uniform(np.log(9), np.log(90))))
    font, colour = ImageFont.load_default(size), _colour(rng)
    bold, line = int(rng.integers(0, 1 + size / 14)), rng.uniform(-size, 0)
    while line < SIDE:
        words = "".join(rng.choice(list(string.ascii_lowercase + string.ascii_letters + "0689    "), 50))
        pen.text((rng.uniform(-30, 10), line), words, colour, font, stroke_width=bold)
        line += size * rng.uniform(1.1, 1.6)
    printed = np.asarray(image)
    picture[:] = (
        cv2.GaussianBlur(printed, (0, 0), rng.uniform(0.1, size / 12)) if rng.random() < 0.6 else printed
    )


def _balls(rng: np.random.Generator, picture: np.ndarray) -> None:
    """Round things that shine on the side of the light, and fade or end sharply at their edge."""
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    for _ in range(rng.integers(1, 6)):
        middle, radius = rng.integers(0, SIDE, 2), np.exp(rng.uniform(np.log(6), np.log(110)))
        wide = rng.uniform(0.6, 1.6)
        across, down = (x - middle[0]) / radius / wide, (y - middle[1]) / radius * wide
        out = np.hypot(across, down)
        angle, shine = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, 0.9)
        light = np.clip(0.65 + shine * (across * np.cos(angle) + down * np.sin(angle)), 0, 1.6)
        share = np.clip((1 - out) * radius / rng.choice([1, radius / 2, radius]), 0, 1)[..., None]
        ball = np.array(_colour(rng)) * light[..., None]
        picture[:] = np.clip(picture * (1 - share) + ball * share, 0, 255).astype(np.uint8)


def _lines(rng: np.random.Generator, picture: np.ndarray) -> None:
    for _ in range(rng.integers(3, 30)):
        ends = rng.integers(-20, SIDE + 20, 4).tolist()
        cv2.line(picture, ends[:2], ends[2:], _colour(rng), int(rng.integers(1, 9)), cv2.LINE_AA)


def _pebbles(rng: np.random.Generator, picture: np.ndarray) -> None:
    """Rounded things of one size, lit from above and rough: stones, coins, fruit."""
    size, base = rng.uniform(6, 60), np.array(_colour(rng))
    for _ in range(int(min(4 * (SIDE / size) ** 2, 400) * rng.uniform(0.1, 1))):
        middle = rng.integers(0, SIDE, 2)
        axes = np.maximum(size / 2 * rng.uniform(0.6, 1.1, 2), 2)
        turn, light = rng.uniform(0, 180), rng.uniform(0.6, 1.1)
        for share in (1.0, 0.8, 0.55, 0.3):
            colour = np.clip(base * light * (1.35 - 0.6 * share), 0, 255).tolist()
            place = (middle - [0, axes[1] * 0.3 * (1 - share)]).astype(int).tolist()
            cv2.ellipse(picture, place, (axes * share).astype(int).tolist(), turn, 0, 360, colour, -1)
    rough = cv2.resize(rng.normal(0, rng.uniform(0, 40), (SIDE // 3, SIDE // 3)), (SIDE, SIDE))
    rough = cv2.GaussianBlur(picture, (0, 0), size / 25 + 0.3) + rough[..., None]
    picture[:] = np.clip(rough, 0, 255).astype(np.uint8)


def _blades(rng: np.random.Generator, picture: np.ndarray) -> None:
    """Grass, hair or twigs: many thin things that lie about one direction."""
    base, way, length = np.array(_colour(rng)), rng.uniform(0, np.pi), rng.uniform(15, 90)
    for _ in range(rng.integers(100, 500)):
        start, angle = rng.integers(-20, SIDE + 20, 2), way + rng.normal(0, 0.5)
        end = (start + length * np.array([np.cos(angle), np.sin(angle)])).astype(int)
        colour = np.clip(base * rng.uniform(0.3, 1.5), 0, 255).tolist()
        cv2.line(picture, start.tolist(), end.tolist(), colour, int(rng.integers(1, 5)), cv2.LINE_AA)
