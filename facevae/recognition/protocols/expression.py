"""Expression: calibrated probabilities of the model's head, beside classifiers of the same crops."""

from typing import Any

import numpy as np

from facevae.data.labels import EXPRESSIONS
from facevae.errors import FaceSetError
from facevae.recognition import baselines, bootstrap, calibration, groups, leaks, truth
from facevae.recognition.embedding import CHUNK
from facevae.recognition.expression import VALIDATION, Calibration, calibrated, judge
from facevae.recognition.protocols.classifiers import CLASSIFIERS
from facevae.recognition.protocols.setting import Setting

FITTED = 12_000  # faces that a baseline learns from at most, evenly thinned
WORST = 8


def measure(setting: Setting) -> dict[str, Any]:
    """The report's `expression`, `baseline` and `leaks`.

    With `label`, only the expressions that the column names are told apart.

    Raises:
        FaceSetError: the faces have no expressions.
        CheckpointError: the model has no expression head.
    """
    face_set = setting.face_set
    rows, true = truth.published(face_set, setting.held_out(), setting.label)
    _logits(setting, rows[:1])  # a model without a head says so before the long work
    training, counted = fair_training(setting, rows)
    told = setting.tell("expression", counted)
    classes = _classes(setting, true)
    labels = tuple(EXPRESSIONS[place] for place in classes)
    true = np.searchsorted(classes, true)
    people = bootstrap.each_alone(face_set.column("identity").to_numpy()[rows])
    logits = _logits(setting, rows)[:, classes]
    level, fitted_on = _temperature(setting, classes)
    probabilities = calibration.softmax(logits, level)
    figures = _figures(probabilities, true, labels, people) | {
        "temperature": level,
        "temperature_from": fitted_on,
        "ece_before": judge(calibration.softmax(logits), true, labels).ece,
        "worst": _worst(setting, rows, true, probabilities, labels),
        "groups": _groups(setting, rows, probabilities.argmax(1) == true),
    }
    beside, left_out = _baselines(setting, training, rows, true, classes, people)
    return {
        "expression": figures | ({"baselines_left_out": left_out} if left_out else {}),
        "baseline": baselines.strongest("expression", "accuracy", beside),
        "leaks": told,
    }


def fair_training(setting: Setting, rows: np.ndarray) -> tuple[np.ndarray, dict[str, int]]:
    """Rows to fit on, without copies of those measured, and how many leaks there were."""
    measured = np.unique(rows)
    training = np.setdiff1d(setting.training_rows(), measured)
    found = leaks.find(setting.face_set, training, measured)
    counted = found.counted(found.copies) | {"shared_identities": len(found.identities)}
    return np.setdiff1d(training, found.copies), counted


def _classes(setting: Setting, true: np.ndarray) -> np.ndarray:
    """Places in `EXPRESSIONS` that are told apart: all, or those that a column of other labels names."""
    return np.arange(len(EXPRESSIONS)) if setting.label is None else np.unique(true)


def _logits(setting: Setting, rows: np.ndarray) -> np.ndarray:
    """(N, 8); a row that comes twice is read once."""
    codec, each = setting.need_codec(), np.unique(rows)
    column = setting.label if setting.label in codec.config.expression_columns else "expression"
    parts = []
    for start in range(0, len(each), CHUNK):
        setting.progress(start, len(each), "reading expressions")
        parts.append(codec.expression_logits(setting.face_set.pixels[each[start : start + CHUNK]], column))
    setting.progress(len(each), len(each), "reading expressions")
    return np.concatenate(parts)[np.searchsorted(each, rows)]


def _temperature(setting: Setting, classes: np.ndarray) -> tuple[float, str]:
    """The card's temperature, else one fitted on validation faces, else an earlier report's, and its source.

    Labels beside the expression have a temperature of their own.
    """
    codec = setting.need_codec()
    if setting.label is None and codec.checkpoint.card.get("calibration"):
        return calibrated(codec).temperature, "card"
    validation = np.setdiff1d(setting.face_set.rows("validation"), setting.held_out())
    try:
        rows, true = truth.labelled(setting.face_set, validation, setting.label)
    except FaceSetError:
        known = Calibration() if setting.label else calibrated(codec)
        return known.temperature, known.fitted_on or "none"
    known = np.isin(true, classes)
    logits = _logits(setting, rows[known])[:, classes]
    level = calibration.fit_temperature(logits, np.searchsorted(classes, true[known]))
    return level, f"{VALIDATION}, n = {known.sum():,}"


def _figures(
    probabilities: np.ndarray, true: np.ndarray, labels: tuple[str, ...], people: np.ndarray
) -> dict[str, Any]:
    judged = judge(probabilities, true, labels)
    right = probabilities.argmax(1) == true

    def drawn(weights: np.ndarray) -> dict[str, float]:
        kinds = [true == place for place in np.unique(true)]
        recalls = [np.average(right[kind], weights=weights[kind]) for kind in kinds if weights[kind].any()]
        return {"accuracy": np.average(right, weights=weights), "balanced_accuracy": np.mean(recalls)}

    return {
        "n": judged.n,
        "labels": labels,
        "accuracy": judged.accuracy,
        "balanced_accuracy": judged.balanced_accuracy,
        "confusion": judged.confusion,
        "recall": judged.recall,
        "precision": judged.precision,
        "ece": judged.ece,
        "interval": bootstrap.interval(drawn, people),
        "curves": {"reliability": judged.reliability.round(5)},
    }


def _worst(
    setting: Setting, rows: np.ndarray, true: np.ndarray, probabilities: np.ndarray, labels: tuple[str, ...]
) -> list[dict[str, Any]]:
    """The faces that were surest taken for another expression."""
    said = probabilities.argmax(1)
    wrong = np.flatnonzero(said != true)
    wrong = wrong[np.argsort(-probabilities.max(1)[wrong])][:WORST]
    return [
        {
            "face": face,
            "label": labels[true[i]],
            "predicted": labels[said[i]],
            "probability": probabilities[i].max().round(4),
        }
        for face, i in zip(setting.face_ids(rows[wrong]), wrong, strict=True)
    ]


def _groups(setting: Setting, rows: np.ndarray, right: np.ndarray) -> dict[str, Any]:
    """How often the faces of each group are read rightly."""
    result: dict[str, Any] = {}
    for column, word, members in groups.members(setting.face_set):
        inside = members[rows]
        if inside.sum() >= groups.FEWEST:
            told = {"n": int(inside.sum()), "accuracy": right[inside].mean()}
            result.setdefault(column, {})[word] = told
    return result


def _baselines(setting: Setting, training, rows, true, classes, people) -> tuple[dict, dict]:
    """Figures of classifiers fitted on the training rows, and why others are left out."""
    labels = tuple(EXPRESSIONS[place] for place in classes)
    beside, left_out = {"chance": _chance(true, labels)}, {}
    for name, fit in CLASSIFIERS.items():
        setting.progress(0, 1, f"fitting {name}")
        try:
            learned, told = truth.labelled(setting.face_set, training, setting.label)
            known = np.isin(told, classes)
            learned, told = learned[known], np.searchsorted(classes, told[known])
            step = max(1, -(-len(learned) // FITTED))
            learned, told = learned[::step], told[::step]
            if len(np.unique(told)) < 2:
                raise FaceSetError("The training faces show one expression only.")
            predict = fit(setting.face_set, learned, told, setting.size)
        except FaceSetError as error:
            left_out[name] = error.what
            continue
        beside[name] = _figures(predict(rows, len(classes)), true, labels, people)
    return beside, left_out


def _chance(true: np.ndarray, labels: tuple[str, ...]) -> dict[str, Any]:
    """Always the most frequent expression."""
    counts = np.bincount(true, minlength=len(labels))
    confusion = np.zeros((len(labels), len(labels)), int)
    confusion[:, counts.argmax()] = counts
    return {
        "n": len(true),
        "labels": labels,
        "accuracy": counts.max() / len(true),
        "balanced_accuracy": 1 / (counts > 0).sum(),
        "confusion": confusion,
    }
