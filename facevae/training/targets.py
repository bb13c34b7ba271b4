"""What another face recogniser says of the faces of a run, asked once and kept on disk."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np
import torch

from facevae import home
from facevae.data.faceset import FaceSet
from facevae.errors import CheckpointError
from facevae.models.config import ModelConfig
from facevae.models.parts import parts, recognition_part
from facevae.progress import Progress, silent
from facevae.training.sets import Faces

CHUNK = 256


class Teacher(Protocol):
    """A recogniser to learn from; equal ids mean equal vectors."""

    name: str
    id: str

    def embed(self, pictures: np.ndarray) -> np.ndarray:
        """Vectors of unit length, (N, d) float32, of uint8 pictures (N, H, W, 3)."""
        ...


def nobody(name: str) -> Teacher:
    """The opener where there are no recognisers.

    Raises:
        CheckpointError: always.
    """
    raise CheckpointError(f"There is no recogniser “{name}” to learn from here.", "Train from the shell.")


Open = Callable[[str], Teacher]


def targets(
    teacher: Teacher, sets: list[FaceSet], split: str, dimensions: int, progress: Progress = silent
) -> np.ndarray:
    """The teacher's vectors of one split of all sets, (N, dimensions) float32, cosines kept."""
    known = [_of_set(teacher, face_set, split, progress) for face_set in sets]
    return fitted(np.concatenate([vectors for vectors in known if len(vectors)]), dimensions)


def learned_from(
    teacher: Teacher, faces: Faces, sets: list[FaceSet], model: ModelConfig, progress: Progress = silent
) -> Faces:
    """The training faces of the sets, with what the teacher says of them as label `distillation`."""
    part = parts(model)[recognition_part(model)]
    told = torch.from_numpy(targets(teacher, sets, "train", part.stop - part.start, progress))
    return replace(faces, labels=faces.labels | {"distillation": told.to(faces.pictures.device)})


def fitted(vectors: np.ndarray, dimensions: int) -> np.ndarray:
    """Vectors (N, d) at unit length in so many dimensions: those in which they are longest, or zeros added.

    A projection on singular vectors keeps the cosines as well as any of its size can (Eckart and Young 1936).
    """
    _, axes = np.linalg.eigh((vectors.T @ vectors).astype(np.float64))  # by rising eigenvalue
    placed = vectors @ axes[:, ::-1][:, :dimensions]
    placed = np.pad(placed, ((0, 0), (0, dimensions - placed.shape[1])))
    return (placed / np.maximum(np.linalg.norm(placed, axis=1, keepdims=True), 1e-12)).astype(np.float32)


def _of_set(teacher: Teacher, face_set: FaceSet, split: str, progress: Progress) -> np.ndarray:
    """The vectors of one set's split, (N, d), from disk where they have been asked for before."""
    rows = face_set.rows(split)
    path = home.cache_dir() / "targets" / f"{teacher.id}-{face_set.version}-{split}.npy"
    try:
        kept = np.load(path, allow_pickle=False)
        if len(kept) == len(rows):
            return kept
    except (OSError, ValueError, EOFError):
        pass
    parts = []
    for start in range(0, len(rows), CHUNK):
        progress(start, len(rows), f"asking {teacher.name}")
        parts.append(_seen_from_both_sides(teacher, face_set.read(rows[start : start + CHUNK])))
    if not parts:
        return np.empty((0, 0), np.float32)
    vectors, content = np.concatenate(parts), io.BytesIO()
    np.save(content, vectors)
    home.write_bytes(path, content.getvalue())
    return vectors


def _seen_from_both_sides(teacher: Teacher, pictures: np.ndarray) -> np.ndarray:
    """The mean of picture and mirror image, for training mirrors faces as well."""
    return (teacher.embed(pictures) + teacher.embed(pictures[:, :, ::-1])) / 2
