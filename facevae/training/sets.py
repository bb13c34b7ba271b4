"""What a run learns from: the faces of one or several face sets, with whatever labels each of them has."""

import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from facevae.data import labels
from facevae.data.faceset import FaceSet
from facevae.data.shards import BLOCK
from facevae.errors import FaceSetError
from facevae.models.config import ModelConfig
from facevae.training import source
from facevae.training.batches import load_faces
from facevae.training.source import Stored

JOINT = "+"  # between the names of sets that are learned from together
NO_CLASSES = ("identity", "distillation")  # labels that are not shares of the expressions


@dataclass(frozen=True)
class Counts:
    """How much there is to learn from.

    Args:
        people: identities that are told apart.
        expressions: faces of each expression (8,), for each label column.
    """

    faces: int = 0
    people: int = 0
    expressions: dict[str, Tensor] = field(default_factory=dict)


@dataclass(frozen=True)
class Faces:
    """Pictures, uint8 (N, C, S, S), on the device or still on disk, with their labels on the device.

    Args:
        labels: `identity`: class numbers (N,), -1 where unknown; each expression column: probabilities
            (N, 8), all zero where unknown.
        people: how many identities are told apart.
    """

    pictures: Tensor | Stored
    labels: dict[str, Tensor]
    people: int = 0

    def __len__(self) -> int:
        return len(self.pictures)

    @property
    def counts(self) -> Counts:
        expressions = {name: values.sum(0) for name, values in self.labels.items() if name not in NO_CLASSES}
        return Counts(len(self), self.people, expressions)

    def batch(self, rows: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        """The pictures and labels of these rows, on the device."""
        if not isinstance(self.pictures, Stored):
            rows = rows.to(self.pictures.device)
        return self.pictures[rows], self.labels_of(rows)

    def labels_of(self, rows: Tensor) -> dict[str, Tensor]:
        rows = rows.to(self.pictures.device)
        return {name: values[rows] for name, values in self.labels.items()}

    @property
    def bytes(self) -> int:
        """What the pictures take of the device's memory."""
        return 0 if isinstance(self.pictures, Stored) else self.pictures.nbytes


def open_sets(data: str) -> list[FaceSet]:
    """The face sets of `lfw` or of `lfw+ferplus`.

    Raises:
        FaceSetError: there is no such set.
    """
    return [FaceSet.open(name) for name in data.split(JOINT)]


def version(sets: list[FaceSet]) -> str:
    """One text that changes when any of the sets does."""
    return JOINT.join(face_set.version for face_set in sets)


def excluded(sets: list[FaceSet]) -> int:
    """How many of the faces are left out."""
    return sum(len(face_set.excluded) for face_set in sets)


def load(
    sets: list[FaceSet],
    split: str,
    model: ModelConfig,
    device: torch.device,
    least: int = 2,
    room: float = math.inf,
) -> Faces | None:
    """The faces of one split of all sets, or None where there are none.

    Args:
        least: pictures that a person must have for the identity to count.
        room: bytes that the pictures may take of the device's memory; needing more, they stay on disk.

    Raises:
        FaceSetError: none of the sets has an expression column of the model.
    """
    rows = [face_set.rows(split) for face_set in sets]
    held = [(face_set, part) for face_set, part in zip(sets, rows, strict=True) if len(part)]
    if not held:
        return None
    columns = model.expression_columns if model.expression_dim else ()
    _require_columns(sets, columns)
    fits = source.size_of(held, model) <= room
    pictures = load_faces(held, model, device) if fits else Stored(held, model, device)
    found, people = {}, 0
    if model.identity_dim:
        identity, people = _identities(held, least)
        found["identity"] = torch.from_numpy(identity).to(device)
    for column in columns:
        shares = np.concatenate([_expression(face_set, part, column) for face_set, part in held])
        found[column] = torch.from_numpy(shares).to(device)
    return Faces(pictures, found, people)


def _require_columns(sets: list[FaceSet], columns: tuple[str, ...]) -> None:
    known = {column for face_set in sets for column in face_set.columns}
    for column in columns:
        if column not in known:
            names = JOINT.join(face_set.name for face_set in sets)
            raise FaceSetError(f"“{names}” has no column “{column}”.", "Correct expression_columns.")


def classes(sets: list[FaceSet], split: str, by: str) -> np.ndarray:
    """The class of each face of a split, (N,), -1 where unknown.

    Args:
        by: set, identity or expression.

    Raises:
        FaceSetError: there are not two classes to even out.
    """
    rows = [face_set.rows(split) for face_set in sets]
    held = [(face_set, part) for face_set, part in zip(sets, rows, strict=True) if len(part)]
    if by == "set":
        found = np.repeat(np.arange(len(held)), [len(part) for _, part in held])
    elif by == "identity":
        found = _identities(held, least=1)[0]
    else:
        shares = np.concatenate([_expression(face_set, part, "expression") for face_set, part in held])
        found = np.where(shares.any(1), shares.argmax(1), -1)
    if len(np.unique(found[found >= 0])) < 2:
        names = JOINT.join(face_set.name for face_set in sets)
        raise FaceSetError(
            f"The faces of “{names}” cannot be evened out by {by}: there are not two kinds of them.",
            "Choose another sampling_by, or uniform sampling.",
        )
    return found


def blocks(sets: list[FaceSet], split: str) -> np.ndarray | None:
    """Ascending numbers of the blocks on disk in which the faces of a split lie, (N,); None where none lies
    in a shard."""
    if not any(face_set.sharded for face_set in sets):
        return None
    found, first = [], 0
    for face_set in sets:
        rows = face_set.rows(split)
        own = face_set.blocks(rows) if face_set.sharded else rows // BLOCK
        own = np.unique(own, return_inverse=True)[1] + first
        found.append(own)
        first += len(np.unique(own))
    return np.concatenate(found)


def _identities(held: list[tuple[FaceSet, np.ndarray]], least: int) -> tuple[np.ndarray, int]:
    """Class numbers (N,), -1 for faces without a name or of people with too few pictures, and their count."""
    people = []
    for face_set, part in held:
        names = face_set.column("identity").to_numpy()[part]
        people += [None if name is None else f"{face_set.name}/{name}" for name in names]
    column = pd.Series(people, dtype=object)
    counts = column.map(column.value_counts())
    codes, known = pd.factorize(column.where(counts >= least))
    return codes.astype(np.int64), len(known)


def _expression(face_set: FaceSet, part: np.ndarray, column: str) -> np.ndarray:
    """Probabilities of the expressions (N, 8) float32: the votes' shares where there are any, else the label.

    Votes that fewer than two annotators gave are dropped, and faces whose first choice is none of the eight.

    Source: Barsoum et al. 2016, section 3, https://arxiv.org/abs/1608.01041
    """
    eight = len(labels.EXPRESSIONS)
    if column == "expression" and set(labels.VOTES[:eight]) <= set(face_set.columns):
        known = [name for name in labels.VOTES if name in face_set.columns]
        votes = np.stack([face_set.column(name).to_numpy(float)[part] for name in known], 1)
        cast = labels.without_slips(votes)
        named, against = cast[:, :eight], cast[:, eight:].max(1, initial=0)
        counts = named.max(1) > against
        return (named / np.maximum(named.sum(1, keepdims=True), 1) * counts[:, None]).astype(np.float32)
    if column not in face_set.columns:
        return np.zeros((len(part), eight), np.float32)
    codes = labels.places(face_set.column(column).to_numpy()[part])
    return (codes[:, None] == np.arange(eight)).astype(np.float32)


def require_faces(faces: Faces | None, data: str) -> Faces:
    """The faces themselves.

    Raises:
        FaceSetError: there are none.
    """
    if faces is None:
        raise FaceSetError(f"The face set “{data}” has no faces to train on.", "Bring faces in first.")
    return faces
