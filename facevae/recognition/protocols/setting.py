"""What is measured, on what, and how: shared by the protocols."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from facevae.data.faceset import FaceSet
from facevae.data.labels import SPLITS
from facevae.errors import CheckpointError, FaceSetError
from facevae.latents.codec import Codec
from facevae.progress import Progress, silent
from facevae.recognition import pairs
from facevae.recognition.embedding import CHUNK, Embedder, LatentEmbedder, unit

SIZE = 64  # of the baselines' crops where the model names none


@dataclass
class Setting:
    """See `protocols.run`."""

    model: Codec | Embedder
    face_set: FaceSet
    split: str | None = None
    pairs: str | None = None
    enrol: int | None = None
    probe_where: tuple[str, str] | None = None
    label: str | None = None
    seed: int = 0
    progress: Progress = silent
    found: Callable[[dict[str, Any]], None] | None = None
    _known: dict[int, np.ndarray] = field(default_factory=dict)

    @property
    def options(self) -> dict[str, Any]:
        """What was asked for beside the protocol, by name."""
        asked = {name: getattr(self, name) for name in ("split", "pairs", "enrol", "probe_where", "label")}
        return {name: value for name, value in asked.items() if value is not None} | {"seed": self.seed}

    @property
    def codec(self) -> Codec | None:
        return self.model if isinstance(self.model, Codec) else None

    def need_codec(self) -> Codec:
        """The model as a codec.

        Raises:
            CheckpointError: it is an embedder of faces and nothing else.
        """
        if self.codec is None:
            raise CheckpointError(
                f"“{self.model.name}” only tells faces apart.", "Choose a checkpoint for this."
            )
        return self.codec

    @property
    def embedder(self) -> Embedder:
        return self.model if self.codec is None else LatentEmbedder(self.codec)

    @property
    def checkpoint_id(self) -> str:
        return self.model.id if self.codec is None else self.codec.checkpoint.id

    @property
    def size(self) -> int:
        return SIZE if self.codec is None else self.codec.config.size

    def vectors(self, rows: np.ndarray) -> np.ndarray:
        """Recognition vectors (N, d) of unit length."""
        if self.codec is None:
            return self._each(rows, self.embedder.embed)
        return unit(self.embedder.codec_part(self.latents(rows)))

    def latents(self, rows: np.ndarray) -> np.ndarray:
        """Whole latents (N, D), each the mean over views of the picture."""
        return self._each(rows, self.need_codec().steady)

    def _each(self, rows: np.ndarray, of_pictures: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
        """What each row's picture gives; every picture is read once."""
        missing = np.array([row for row in np.unique(rows) if row not in self._known], np.int64)
        for start in range(0, len(missing), CHUNK):
            self.progress(start, len(missing), f"reading faces with {self.embedder.name}")
            part = missing[start : start + CHUNK]
            self._known |= zip(part.tolist(), of_pictures(self.face_set.pixels[part]), strict=True)
        self.progress(len(missing), len(missing), f"reading faces with {self.embedder.name}")
        return np.stack([self._known[row] for row in rows.tolist()])

    def training_rows(self) -> np.ndarray:
        """Rows to fit baselines and probes on."""
        return self.face_set.rows("train")

    def held_out(self) -> np.ndarray:
        """Rows to measure with: of the split asked for, else test, else validation, else all.

        Raises:
            FaceSetError: there are none.
        """
        splits = (self.split,) if self.split else ("test", "validation", None)
        for split in splits:
            if len(rows := self.face_set.rows(split)):
                return rows
        known = [name for name in SPLITS if len(self.face_set.rows(name))]
        raise FaceSetError(
            f"“{self.face_set.name}” has no faces in split “{self.split}”.",
            f"It has: {', '.join(known) or 'no faces at all'}.",
        )

    def unseen(self) -> np.ndarray:
        """Rows of faces that the model did not learn from: held out where it knows the set, else all."""
        return self.held_out() if self.split or self.is_known() else self.face_set.rows()

    def is_known(self) -> bool:
        """The set may be one that the model learned from: by name, version, or since it is that benchmark."""
        data = self.codec.checkpoint.card.get("data", {}) if self.codec else {}
        told = re.split(r"[ ,+~]", f"{data.get('name')} {data.get('version')}")
        benchmark = pairs.held_protocol(self.face_set, pairs.DEV_TEST) is not None
        return benchmark or self.face_set.name in told or self.face_set.content in told

    def column(self, name: str) -> pd.Series:
        """A column of labels.

        Raises:
            FaceSetError: the set has none of this name, or it is empty.
        """
        known = self.face_set.columns
        if name in known and (column := self.face_set.column(name)).notna().any():
            return column
        own = [column for column in known if column not in ("face_id", "source", "split", "quality")]
        raise FaceSetError(
            f"“{self.face_set.name}” has no labels “{name}”.", f"Its columns: {', '.join(own[:12])}."
        )

    def identities(self) -> np.ndarray:
        return self.column("identity").to_numpy()

    def face_ids(self, rows: np.ndarray) -> list[str]:
        return self.face_set.column("face_id").to_numpy()[rows].tolist()

    def tell(self, protocol: str, counted: dict[str, Any]) -> dict[str, Any]:
        """Tell of the leaks of a protocol; they stand in the report under its name."""
        if self.found:
            self.found({protocol: counted})
        return {protocol: counted}


def bare(report: Any) -> Any:
    """A report without its curves and examples, for the eye."""
    if isinstance(report, dict):
        return {key: bare(value) for key, value in report.items() if key not in ("curves", "worst")}
    return report
