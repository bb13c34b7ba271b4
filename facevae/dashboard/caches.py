"""What is kept between runs of a page. Every key names the checkpoint's content or the faces' version."""

import numpy as np
import streamlit as st

from facevae.dashboard import state
from facevae.errors import CheckpointError, FaceSetError


def face_set(name: str | None = None):
    """The open face set of that name, or the active one.

    Raises:
        FaceSetError: there is none.
    """
    from facevae.data.faceset import FaceSet

    name = name or state.face_set()
    if name is None:
        raise FaceSetError("There are no faces yet.", "Bring some in on the Data page.")
    fresh = FaceSet.open(name)  # reads the facts alone
    return _face_set(name, fresh.stamp, fresh)


@st.cache_resource(max_entries=8, show_spinner=False)
def _face_set(name: str, stamp: str, _fresh):
    return _fresh


def codec(name: str | None = None):
    """The codec of that checkpoint, or of the active one; loaded once for all sessions.

    Raises:
        CheckpointError: there is none.
    """
    from facevae.training import cards

    name = name or state.model()
    if name is None:
        raise CheckpointError("There is no model yet.", "Train one on the Train page.")
    return _codec(name, checkpoint_id(cards.folder(name)))


def checkpoint_id(folder) -> str:
    """Changes with the weights; costs no reading of them."""
    facts = (folder / "model.safetensors").stat()
    return f"{facts.st_mtime_ns:x}-{facts.st_size:x}"


def identity(name: str) -> str:
    """The id that reports of a checkpoint carry, without opening it.

    Raises:
        CheckpointError: there is none of that name, or it is damaged.
    """
    from facevae.training import cards

    return _identity(name, checkpoint_id(cards.folder(name)))


@st.cache_data(max_entries=64, show_spinner=False)
def _identity(name: str, checkpoint_id: str) -> str:
    from facevae.training import cards

    return cards.identity(name)


@st.cache_resource(max_entries=3, show_spinner="Opening the model …")
def _codec(name: str, checkpoint_id: str):
    from facevae.latents.codec import Codec

    return Codec.load(name)


def reconstructed(
    face_ids: list[str],
    set_name: str | None = None,
    model_name: str | None = None,
    spatial: bool = False,
):
    """`latents.codec.Reconstructed` of faces of a set, kept for the last few hundred pages of faces.

    Args:
        spatial: with the spatial latent beside the vector.
    """
    faces, coder = face_set(set_name), codec(model_name)
    return _reconstructed(coder.checkpoint.id, faces.version, tuple(face_ids), spatial, coder, faces)


@st.cache_data(max_entries=256, show_spinner=False)
def _reconstructed(checkpoint_id, version: str, face_ids: tuple[str, ...], spatial: bool, _codec, _faces):
    return _codec.reconstruct(np.asarray(_faces.pixels[_faces.positions(list(face_ids))]), spatial)


def to_show(faces, at_least: int = 8) -> np.ndarray:
    """Positions of faces to show: held-out ones where the set has enough of them, else all."""
    for split in ("test", "validation"):
        if len(rows := faces.rows(split)) >= at_least:
            return rows
    return faces.rows()


def spread(count: int, at_most: int) -> np.ndarray:
    """Up to `at_most` of the positions 0..count-1, evenly spaced."""
    return np.unique(np.linspace(0, count - 1, min(count, at_most)).round().astype(int))
