"""Face recognisers of other makers: an ONNX file in the home folder as an embedder."""

import hashlib
import os
from pathlib import Path
from typing import Any

import numpy as np

from facevae import home
from facevae.errors import CheckpointError
from facevae.recognition.embedding import unit
from facevae.recognition.layouts import LAYOUTS, picture_shape, recognise

BATCH = 64
NUMBERS = {"tensor(float)": np.float32, "tensor(float16)": np.float16}
PROVIDERS = ("CUDAExecutionProvider", "CPUExecutionProvider")  # the first that is there


def folder() -> Path:
    """Where the user puts `NAME.onnx`, with an optional `NAME.json` of layout, name and terms."""
    return home.models_dir() / "embedders"


def names() -> list[str]:
    return sorted(path.stem for path in folder().glob("*.onnx"))


def open_embedder(name: str) -> "OnnxEmbedder":
    """The embedder of that name in the home folder.

    Raises:
        CheckpointError: there is none, or it cannot be used.
    """
    file = folder() / f"{home.checked_name(name, 'embedder name')}.onnx"
    if not file.is_file():
        known = ", ".join(names()) or "there are none yet"
        raise CheckpointError(
            f"There is no embedder “{name}”.", f"Put {file.name} into {folder()}. Known embedders: {known}."
        )
    return OnnxEmbedder(file)


class OnnxEmbedder:
    """A network from faces to vectors, run by onnxruntime; may be shared between threads.

    Args:
        layout: how it wants faces, a key of `LAYOUTS`; by default what the JSON beside the file says, or what
            its name and its input's shape speak for.

    Raises:
        CheckpointError: the file is no ONNX network from square colour pictures to one vector each.
    """

    def __init__(self, file: Path, layout: str = ""):
        told = _told(file)
        self.name: str = told.get("name", file.stem)
        self.terms: str = told.get("terms", "")
        self._session = _session(file)
        taken = self._input(file.stem)
        self._number = NUMBERS[taken.type]
        self._input_name = taken.name
        self._batch = taken.shape[0] if isinstance(taken.shape[0], int) else BATCH
        self._channels_first, side = picture_shape(file.stem, taken.shape)
        self.layout: str = layout or told.get("layout") or recognise(file.stem, side)
        if self.layout not in LAYOUTS:
            raise CheckpointError(
                f"The embedder “{file.stem}” has no layout “{self.layout}”.",
                f"Choose one of {', '.join(LAYOUTS)}.",
            )
        self.side = side or LAYOUTS[self.layout].side
        with open(file, "rb") as content:
            digest = hashlib.file_digest(content, "sha256")
        digest.update(self.layout.encode())
        self.id = digest.hexdigest()[:16]
        self.dimensions = self._probe(file.stem)

    def embed(self, pictures: np.ndarray) -> np.ndarray:
        """Vectors (N, d) float32 of length 1 of uint8 RGB pictures (N, H, W, 3)."""
        parts = [self._run(pictures[start : start + BATCH]) for start in range(0, len(pictures), BATCH)]
        return unit(np.concatenate([np.empty((0, self.dimensions), np.float32), *parts]))

    def _run(self, pictures: np.ndarray) -> np.ndarray:
        x = LAYOUTS[self.layout].prepare(pictures, self.side).astype(self._number)
        x = np.ascontiguousarray(x.transpose(0, 3, 1, 2) if self._channels_first else x)
        parts = [self._answer(x[start : start + self._batch]) for start in range(0, len(x), self._batch)]
        return np.concatenate(parts).astype(np.float32)

    def _answer(self, x: np.ndarray) -> np.ndarray:
        missing = (
            self._batch - len(x) if self._batch < BATCH else 0
        )  # a file of fixed batches wants them full
        full = np.concatenate([x, np.repeat(x[-1:], missing, axis=0)])
        return self._session.run(None, {self._input_name: full})[0][: len(x)]

    def _input(self, name: str) -> Any:
        taken = self._session.get_inputs()
        if len(taken) != 1 or taken[0].type not in NUMBERS:
            told = ", ".join(f"{one.name} {one.type}" for one in taken)
            raise CheckpointError(
                f"The embedder “{name}” does not take one input of pictures, but: {told or 'nothing'}.",
                "Use a file whose only input are the faces, as floating-point numbers.",
            )
        return taken[0]

    def _probe(self, name: str) -> int:
        """How many numbers the network says of a face, tried out on one."""
        grey = np.full((1, self.side, self.side, 3), 128, np.uint8)
        try:
            answer = self._run(grey)
        except Exception as error:  # onnxruntime's own errors share no class of their own
            raise CheckpointError(
                f"The embedder “{name}” failed on a face of {self.side} px: {_first_line(error)}",
                "Check the layout, or use another file.",
            ) from error
        if answer.ndim != 2 or answer.shape[1] < 2 or not np.isfinite(answer).all():
            told = " x ".join(map(str, answer.shape))
            raise CheckpointError(
                f"The embedder “{name}” answers a face with {told} numbers, not with one vector.",
                "Use a file whose first output is N x d, the face's vector.",
            )
        return answer.shape[1]


def _session(file: Path) -> Any:
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = max(1, (os.cpu_count() or 2) - 1)
    options.log_severity_level = 4
    there = [name for name in PROVIDERS if name in onnxruntime.get_available_providers()]
    try:
        return onnxruntime.InferenceSession(str(file), options, providers=there)
    except Exception as error:  # onnxruntime's own errors share no class of their own
        raise CheckpointError(
            f"{file.name} is not an ONNX network that can be run: {_first_line(error)}",
            "Fetch it again, or use another file.",
        ) from error


def _told(file: Path) -> dict[str, str]:
    """What the JSON beside the file says, if there is one."""
    beside = file.with_suffix(".json")
    if not beside.is_file():
        return {}
    try:
        told = home.read_json(beside)
        unknown = told.keys() - {"layout", "name", "terms"}
    except (OSError, ValueError, AttributeError) as error:
        raise CheckpointError(
            f"{beside.name} cannot be read.", 'Write JSON such as {"layout": "insightface"}.'
        ) from error
    if unknown:
        raise CheckpointError(
            f"{beside.name} has an unknown key “{min(unknown)}”.", "Known: layout, name, terms."
        )
    return told


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
