"""What each part of the latent says of what it should and should not know, read by linear probes."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from facevae.errors import FaceSetError
from facevae.recognition import baselines, leaks, truth
from facevae.recognition.probes import probe
from facevae.recognition.protocols.expression import fair_training
from facevae.recognition.protocols.setting import Setting

PEOPLE, FEWEST, MOST = 100, 4, 20  # people of an identity probe, and pictures of each


@dataclass(frozen=True)
class Task:
    """A label to be read: rows of a face set to learn from and to measure with, and their classes."""

    name: str
    train: np.ndarray
    train_y: np.ndarray
    test: np.ndarray
    test_y: np.ndarray
    leaks: dict[str, int]


def measure(setting: Setting) -> dict[str, Any]:
    """The report's `probes`, `baseline` and `leaks`.

    `expression_from_identity`: the expression read from the identity part, and so on; `_from_whole` from all
    of the latent. With `label`, that column alone: `LABEL` from the whole, `LABEL_from_identity` ...
    Expressions and labels are learned from training faces and read from held-out ones, identities from one
    half of the pictures of held-out people and read from the other.

    Raises:
        FaceSetError: the set has neither expressions nor people with enough pictures, or not the label.
    """
    tasks = _tasks(setting)
    told = setting.tell("probes", {task.name: task.leaks for task in tasks})
    parts = setting.need_codec().parts
    figures, beside = {}, {}
    for task in tasks:
        train, test = setting.latents(task.train), setting.latents(task.test)
        whole = f"{task.name}_from_whole" if setting.label is None else task.name
        places = {f"{task.name}_from_{part}": place for part, place in parts.items()}
        for key, place in [(whole, slice(None)), *(places.items() if len(parts) > 1 else ())]:
            setting.progress(0, 1, f"probing {key.replace('_', ' ')}")
            figures[key] = probe(train[:, place], task.train_y, test[:, place], task.test_y)
        setting.progress(0, 1, f"probing eigenfaces for {task.name}")
        beside[whole] = _eigenfaces(setting, task)
    named = {"eigenfaces": {"probes": beside}, "probes": beside}
    return {"probes": figures, "baseline": named, "leaks": told}


def _tasks(setting: Setting) -> list[Task]:
    if setting.label is not None:
        return [_label(setting, setting.label)]
    tasks, missing = [], []
    for make in (_expression, _identity):
        try:
            tasks.append(make(setting))
        except FaceSetError as error:
            missing.append(error)
    if not tasks:
        raise missing[0]
    return tasks


def _expression(setting: Setting) -> Task:
    test, test_y = truth.labelled(setting.face_set, setting.held_out())
    training, counted = fair_training(setting, test)
    train, train_y = truth.labelled(setting.face_set, training)
    return _task("expression", train, train_y, test, test_y, counted)


def _label(setting: Setting, column: str) -> Task:
    setting.column(column)
    rows, table = truth.with_copies(setting.face_set, setting.held_out())
    named = table[column].notna().to_numpy()
    training, counted = fair_training(setting, rows)
    words = setting.column(column).iloc[training]
    known = words.notna().to_numpy()
    return _task(
        column,
        training[known],
        words[known].astype(str).to_numpy(),
        rows[named],
        table[column][named].astype(str).to_numpy(),
        counted,
    )


def _identity(setting: Setting) -> Task:
    """Held-out people with several pictures, random halves of them."""
    rows, people = setting.unseen(), setting.identities()
    rows = np.random.default_rng(setting.seed).permutation(rows[[who is not None for who in people[rows]]])
    known, counts = np.unique(people[rows].astype(str), return_counts=True)
    chosen = known[counts >= FEWEST][np.argsort(-counts[counts >= FEWEST], kind="stable")][:PEOPLE]
    if len(chosen) < 2:
        raise FaceSetError(
            f"“{setting.face_set.name}” has no two held-out people with {FEWEST} pictures.",
            "Choose a face set with several pictures of each person.",
        )
    halves: tuple[list, list] = ([], [])
    for who in chosen:
        own = rows[people[rows] == who][:MOST]
        halves[0].append(own[: len(own) // 2])
        halves[1].append(own[len(own) // 2 :])
    train, test = map(np.concatenate, halves)
    found = leaks.find(setting.face_set, train, test)
    train = np.setdiff1d(train, found.copies)
    counted = found.counted(found.copies)
    return _task("identity", train, people[train].astype(str), test, people[test].astype(str), counted)


def _task(name, train, train_y, test, test_y, counted: dict[str, int]) -> Task:
    """The task over classes that are on both sides."""
    both = np.intersect1d(train_y, test_y)
    if not 2 <= len(both) <= PEOPLE:
        raise FaceSetError(
            f"“{name}” has {len(both)} classes that are both trained and held out.",
            f"A probe needs from 2 to {PEOPLE}.",
        )
    learn, judge = np.isin(train_y, both), np.isin(test_y, both)
    return Task(name, train[learn], train_y[learn], test[judge], test_y[judge], counted)


def _eigenfaces(setting: Setting, task: Task) -> dict[str, Any]:
    """The same label read from principal components fitted on the faces learned from."""
    eigenfaces = baselines.Eigenfaces.fit(setting.face_set, task.train, setting.size)
    train, test = (
        eigenfaces.of_grey(baselines.of_rows(setting.face_set, rows, setting.size))
        for rows in (task.train, task.test)
    )
    return probe(train, task.train_y, test, task.test_y)
