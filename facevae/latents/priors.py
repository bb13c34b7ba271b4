"""Other priors of a model than its own: fitted to its latents of faces, and kept on disk."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import nn

from facevae import home
from facevae.data import faceset
from facevae.data.faceset import FaceSet
from facevae.errors import CheckpointError, FaceVAEError
from facevae.latents.codec import Codec, Encoded
from facevae.models.priors import build_prior
from facevae.progress import Progress, silent
from facevae.training.sets import JOINT

FITTED = 4000  # faces that a prior is fitted to
CHUNK = 256
KEPT = 24  # fitted priors on disk; those least recently fitted go first
FREE = "standard"  # the prior that is fitted to nothing


def of(
    codec: Codec, name: str | None = None, faces: FaceSet | None = None, progress: Progress = silent
) -> Codec:
    """The codec that draws from another prior.

    Args:
        name: of the prior; by default that of the model's own.
        faces: to fit it to; by default the model's own prior is taken as it is, another fitted to the faces
            that the model learned from.

    Raises:
        CheckpointError: a plain autoencoder, or there are no faces to fit it to.
    """
    require(codec)
    name = name or codec.config.prior
    if name == codec.config.prior and faces is None:
        return codec
    prior = build_prior(name, codec.config.latent_dim)
    if name == FREE:
        return codec.with_prior(name, prior)
    if (faces := faces or learned_from(codec)) is None:
        raise CheckpointError(
            f"The faces that “{codec.checkpoint.name}” learned from are not here.",
            "Name another face set to fit the prior to.",
        )
    path = _path(codec, name, faces)
    try:
        prior.load_state_dict(load(path.read_bytes()))
    except (OSError, RuntimeError, SafetensorError):
        prior = fit(name, posteriors(codec, faces, _rows(faces), progress), progress)
        _keep(path, prior)
    return codec.with_prior(name, prior, faces)


def told(codec: Codec) -> dict[str, str]:
    """What a recipe says of the prior: its name and, unless it is the model's own, what it was fitted to."""
    return {"prior": codec.prior} | ({"prior_of": codec.prior_of.name} if codec.prior_of else {})


def is_fitted(codec: Codec, name: str, faces: FaceSet) -> bool:
    """Whether it is on disk."""
    return _path(codec, name, faces).is_file()


def require(codec: Codec) -> None:
    """Refuse a model that has no prior.

    Raises:
        CheckpointError: it is a plain autoencoder.
    """
    if codec.config.kind != "vae":
        raise CheckpointError(
            f"“{codec.checkpoint.name}” is a plain autoencoder: it has no prior.", "Choose a VAE."
        )


def learned_from(codec: Codec) -> FaceSet | None:
    """The face set that the model learned from, or one of several; None where it is not here.

    A card that does not say which version of a set it was, as those of the shipped models, is believed by
    the name.
    """
    told = codec.checkpoint.card.get("data") or {}
    versions, called = (str(told.get(key) or "").split(JOINT) for key in ("version", "name"))
    for name in faceset.names():
        with suppress(FaceVAEError):
            faces = FaceSet.open(name)
            if {faces.version, faces.content} & set(versions) or (not any(versions) and name in called):
                return faces
    return None


def posteriors(codec: Codec, faces: FaceSet, rows: np.ndarray, progress: Progress = silent) -> Encoded:
    """Those of the rows' faces, one at least."""
    parts = []
    for start in range(0, len(rows), CHUNK):
        progress(start, len(rows), "encoding the faces")
        parts.append(codec.encode(faces.read(rows[start : start + CHUNK])))
    return Encoded(*(np.concatenate([getattr(part, key) for part in parts]) for key in ("mu", "logvar")))


def fit(name: str, faces: Encoded, progress: Progress = silent) -> nn.Module:
    """The prior of this name, fitted to the posteriors of faces."""
    prior = build_prior(name, faces.mu.shape[1])
    with torch.no_grad():
        prior.fit(torch.from_numpy(faces.mu), torch.from_numpy(faces.logvar), progress)
    return prior


def evenly(rows: np.ndarray, most: int) -> np.ndarray:
    """At most so many of the rows, evenly taken."""
    return rows[:: -(-len(rows) // most)] if len(rows) else rows


def _rows(faces: FaceSet) -> np.ndarray:
    """Training faces where there are such."""
    rows = faces.rows("train")
    return evenly(rows if len(rows) else faces.rows(), FITTED)


def _folder() -> Path:
    return home.cache_dir() / "priors"


def _path(codec: Codec, name: str, faces: FaceSet) -> Path:
    return _folder() / f"{codec.checkpoint.id}-{faces.version}-{name}.safetensors"


def _keep(path: Path, prior: nn.Module) -> None:
    home.write_bytes(path, save({key: value.contiguous() for key, value in prior.state_dict().items()}))
    home.keep_newest(_folder(), ".safetensors", KEPT)
