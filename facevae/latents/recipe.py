"""How a made picture came about, so that it can be made again: checkpoint, seed, settings and latents."""

import base64
import json
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from facevae.errors import CheckpointError, ConfigError, SourceError
from facevae.latents.codec import Codec

FORMAT = 1
KINDS = ("sample", "edit", "walk", "traversal", "mix")
MOST = 4096  # faces of one file
# The words of the IPTC for pictures that a trained model made, wholly or in part.
SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
WHOLLY, PARTLY = "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"


@dataclass(frozen=True)
class Recipe:
    """What a file says of the faces in it.

    Args:
        kind: one of `KINDS`.
        checkpoint: the model's name.
        checkpoint_id: changes with its weights.
        settings: seed, temperature and whatever else was chosen, for people and machines.
        z: latents (N, D) float32, the faces in order.
        of_photograph: whether a photograph was the start of it.
    """

    kind: str
    checkpoint: str
    checkpoint_id: str
    z: np.ndarray
    settings: dict[str, Any] = field(default_factory=dict)
    of_photograph: bool = False

    @property
    def source(self) -> str:
        """The mark that the faces are generated, in the words of the IPTC."""
        return SOURCE + (PARTLY if self.of_photograph else WHOLLY)

    def pictures(self, codec: Codec) -> np.ndarray:
        """The same faces again, uint8 (N, S, S, 3).

        Raises:
            CheckpointError: the codec is another model's.
        """
        if codec.checkpoint.id != self.checkpoint_id:
            raise CheckpointError(
                f"This was made with the model “{self.checkpoint}” ({self.checkpoint_id[:8]}), "
                f"not with “{codec.checkpoint.name}” ({codec.checkpoint.id[:8]}).",
                "Only the very model that made it makes the same picture again.",
            )
        return codec.decode(self.z)

    def to_json(self) -> str:
        z = np.ascontiguousarray(self.z, "<f4")
        packed = {"shape": list(z.shape), "float32": base64.b64encode(z.tobytes()).decode()}
        head = {"facevae": FORMAT, "digital_source_type": self.source}
        return json.dumps(head | asdict(self) | {"z": packed}, ensure_ascii=True)


def check(count: int) -> None:
    """Refuse a number of faces that no file can hold.

    Raises:
        ConfigError: there are none, or too many.
    """
    if not 1 <= count <= MOST:
        raise ConfigError(f"A file cannot hold {count:,} faces.", f"Choose from 1 to {MOST:,}.")


def make(codec: Codec, kind: str, z: np.ndarray, of_photograph: bool = False, **settings: Any) -> Recipe:
    """The recipe of latents (N, D) or (D,) of this model.

    Raises:
        ConfigError: they are more than a file can hold.
    """
    z = np.atleast_2d(np.asarray(z, np.float32))
    check(len(z))
    return Recipe(kind, codec.checkpoint.name, codec.checkpoint.id, z, settings, of_photograph)


def from_json(text: str) -> Recipe:
    """The recipe a file carries.

    Raises:
        SourceError: it is none, or was damaged.
    """
    try:
        told = json.loads(text)
        if told["facevae"] != FORMAT or told["kind"] not in KINDS:
            raise ValueError
        names = [str(told[key]) for key in ("kind", "checkpoint", "checkpoint_id")]
        settings = told["settings"]
        z = _unpacked(told["z"])
        if not isinstance(settings, dict):
            raise ValueError
        return Recipe(*names, z, settings, bool(told["of_photograph"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceError(
            "The recipe in this file cannot be read.", "Take the file as it was saved."
        ) from error


def _unpacked(packed: dict[str, Any]) -> np.ndarray:
    count, dims = packed["shape"]
    z = np.frombuffer(base64.b64decode(packed["float32"], validate=True), "<f4").reshape(count, dims)
    if not 1 <= count <= MOST or not np.isfinite(z).all():
        raise ValueError
    return z.astype(np.float32)
