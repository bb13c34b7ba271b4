"""Pictures as vectors whose cosine says how alike two faces are."""

from typing import Protocol

import numpy as np

from facevae import ranks
from facevae.data.faceset import FaceSet
from facevae.latents.codec import Codec
from facevae.latents.views import VIEWS
from facevae.progress import Progress, silent

CHUNK = 256


class Embedder(Protocol):
    """What turns pictures into recognition vectors.

    Args:
        name: for people.
        id: equal only for embedders that give the same vectors.
    """

    name: str
    id: str

    def embed(self, pictures: np.ndarray) -> np.ndarray:
        """Vectors of unit length, (N, d) float32, of uint8 pictures (N, H, W, 3), N at least 1."""
        ...


class LatentEmbedder:
    """The latent of a checkpoint: the recognition part of what it says of four views of a picture."""

    def __init__(self, codec: Codec):
        self.codec = codec
        self.name = codec.checkpoint.name
        self.id = f"{codec.checkpoint.id}-{codec.recognition_part}-{len(VIEWS)}"

    def embed(self, pictures: np.ndarray) -> np.ndarray:
        return unit(self.codec_part(self.codec.steady(pictures)))

    def codec_part(self, z: np.ndarray) -> np.ndarray:
        """The numbers of whole latents (N, D) that tell who it is."""
        return z[:, self.codec.parts[self.codec.recognition_part]]


def unit(vectors: np.ndarray) -> np.ndarray:
    """The vectors at unit length, float32; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)


def vectors(
    embedder: Embedder, face_set: FaceSet, rows: np.ndarray, progress: Progress = silent
) -> np.ndarray:
    """Vectors (N, d) of these rows of a face set, N at least 1; several ranks share the work."""

    def of(share: np.ndarray) -> np.ndarray:
        parts = []
        for start in range(0, len(share), CHUNK):
            progress(start, len(share), f"Reading faces with {embedder.name}")
            parts.append(embedder.embed(face_set.read(share[start : start + CHUNK])))
        progress(len(share), len(share), f"Reading faces with {embedder.name}")
        return np.concatenate(parts)

    return ranks.shared(np.asarray(rows), of)
