"""What expression a face shows, as probabilities, and where in the picture that was seen."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from facevae.data.labels import EXPRESSIONS
from facevae.latents.codec import Codec
from facevae.recognition import calibration, decision, reports

COVERED, STEP = 0.25, 0.0625  # side of the hidden square and how far it moves, as shares of the picture
VALIDATION = "validation"  # how a report's `temperature_from` begins where it fitted one


@dataclass(frozen=True)
class Judged:
    """Figures of predicted expressions against their labels; counts and per-class figures by `labels`.

    Args:
        confusion: (K, K) counts, rows the label, columns what was predicted.
        recall, precision: (K,), NaN where a class has no faces or was never predicted.
        balanced_accuracy: the mean recall of the classes that have faces.
        ece: expected calibration error, 0..1.
        reliability: by confidence bins: lower edge, mean confidence, accuracy and count.
    """

    n: int
    labels: tuple[str, ...]
    accuracy: float
    balanced_accuracy: float
    confusion: np.ndarray
    recall: np.ndarray
    precision: np.ndarray
    ece: float
    reliability: np.ndarray


@dataclass(frozen=True)
class Calibration:
    """By what a model's logits are divided, and the faces that say so; None where none did."""

    temperature: float = 1.0
    fitted_on: str | None = None

    def error(self, figures: dict[str, Any]) -> float | None:
        """A report's calibration error, None where its `expression` was measured at other temperatures."""
        for level, name in ((figures["temperature"], "ece"), (1.0, "ece_before")):
            if np.isclose(level, self.temperature, rtol=0.01):
                return figures[name]
        return None


def calibrated(codec: Codec) -> Calibration:
    """What the model's card says, else its newest report that fitted a temperature on validation faces."""
    if card := codec.checkpoint.card.get("calibration"):
        return Calibration(float(card["temperature"]), f"{card['set']}, n = {card['n']:,}")
    for report in decision.fair(reports.of(codec.checkpoint.name, codec.checkpoint.id), "expression"):
        figures = report["expression"]
        if figures["temperature_from"].startswith(VALIDATION):
            return Calibration(figures["temperature"], f"{report['data']}, {figures['temperature_from']}")
    return Calibration()


def by_expression(figures: dict[str, Any]) -> list[tuple[str, float | None, float | None, int]]:
    """Expression, recall, precision and faces of each that was shown or told, of a report's figures."""
    rows = zip(figures["labels"], figures["recall"], figures["precision"], figures["confusion"], strict=True)
    return [
        (label, recall, precision, sum(shown))
        for label, recall, precision, shown in rows
        if (recall, precision) != (None, None)
    ]


def read(codec: Codec, pictures: np.ndarray) -> np.ndarray:
    """Calibrated probabilities of `EXPRESSIONS`, (N, 8) float, of uint8 face pictures (N, H, W, 3).

    Raises:
        CheckpointError: the model has no expression head.
    """
    return calibration.softmax(codec.expression_logits(pictures), calibrated(codec).temperature)


def where(codec: Codec, picture: np.ndarray, expression: int | None = None) -> np.ndarray:
    """Where the decision came from: by how much hiding a place lowers the expression's log probability.

    Args:
        picture: one face, uint8 (H, W, 3).
        expression: place in `EXPRESSIONS`; by default the most likely one.

    Returns:
        (S, S) in 0..1 at the model's size: 1 where hiding costs most, 0 where it costs nothing or helps.

    Raises:
        CheckpointError: the model has no expression head.

    Source: Zeiler and Fergus 2014, “Visualizing and Understanding Convolutional Networks”, occlusion.
    """
    size = codec.config.size
    face = np.array(Image.fromarray(picture).resize((size, size), Image.Resampling.BOX))
    whole = np.log(read(codec, face[None])[0])
    expression = int(whole.argmax()) if expression is None else expression
    hidden, squares = _hidden(face)
    cost = np.maximum(whole[expression] - np.log(read(codec, hidden))[:, expression], 0)
    heat = np.zeros((size, size))
    times = np.zeros((size, size))
    for (rows, columns), value in zip(squares, cost, strict=True):
        heat[rows, columns] += value
        times[rows, columns] += 1
    heat /= times
    return (heat / max(heat.max(), 1e-12)).astype(np.float32)


def judge(probabilities: np.ndarray, truth: np.ndarray, labels: tuple[str, ...] = EXPRESSIONS) -> Judged:
    """Figures of probabilities (N, K) against true classes (N,), places in `labels`."""
    predicted = probabilities.argmax(1)
    confusion = np.zeros((len(labels), len(labels)), np.int64)
    np.add.at(confusion, (truth, predicted), 1)
    with np.errstate(invalid="ignore"):
        recall = confusion.diagonal() / confusion.sum(1)
        precision = confusion.diagonal() / confusion.sum(0)
    reliability = calibration.reliability(probabilities, truth)
    return Judged(
        n=len(truth),
        labels=tuple(labels),
        accuracy=float(confusion.trace() / len(truth)),
        balanced_accuracy=float(np.nanmean(recall)),
        confusion=confusion,
        recall=recall,
        precision=precision,
        ece=calibration.ece(reliability),
        reliability=reliability,
    )


def _hidden(face: np.ndarray) -> tuple[np.ndarray, list[tuple[slice, slice]]]:
    """Copies of a face with a square of its mean colour at every place, and the squares."""
    size = len(face)
    side, step = max(1, round(COVERED * size)), max(1, round(STEP * size))
    starts = sorted({*range(0, size - side + 1, step), size - side})
    squares = [(slice(y, y + side), slice(x, x + side)) for y in starts for x in starts]
    pictures = np.repeat(face[None], len(squares), axis=0)
    for picture, square in zip(pictures, squares, strict=True):
        picture[square] = face.mean((0, 1))
    return pictures, squares
