"""What tells people apart: the active model, or a recogniser of other makers in the home folder."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches, state, taught
from facevae.dashboard.messages import plain

CHOSEN = "recogniser"
MODEL = ""  # the active model


def bar() -> None:
    """The choice, where there is one, and a better model where the active one was not taught to recognise."""
    from facevae.recognition import onnx

    if not chosen():
        _suggest()
    others = onnx.names()
    if not others:
        return
    st.session_state[CHOSEN] = chosen()
    st.selectbox(
        "Recogniser",
        [MODEL, *others],
        format_func=lambda name: f"{name} (ONNX file)" if name else f"{state.model()} (active model)",
        help="Files of other makers in the home folder under `models/embedders` are offered here.",
        key=CHOSEN,
        persist_state="session",
        width=360,
    )


def _suggest() -> None:
    """A model that was taught to tell people apart, where the active one was not."""
    from facevae.training import cards

    active = state.model()
    better = [] if cards.has_part(active, "identity") else taught.others("identity", most=1)
    if not better:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f"“{plain(active)}” was not taught to tell people apart, “{plain(better[0])}” was.",
            width="content",
        )
        taught.offer(better, "recogniser-use", type="tertiary")


def chosen() -> str:
    """Name of the ONNX file that was chosen, or `MODEL`."""
    from facevae.recognition import onnx

    name = st.session_state.get(CHOSEN, MODEL)
    return name if name in onnx.names() else MODEL


def embedder():
    """The `recognition.embedding.Embedder` in use.

    Raises:
        CheckpointError: the model or the file cannot be used.
    """
    from facevae.recognition import onnx
    from facevae.recognition.embedding import LatentEmbedder

    if name := chosen():
        file = (onnx.folder() / f"{name}.onnx").stat()
        return _other(name, file.st_mtime_ns, file.st_size)
    return LatentEmbedder(caches.codec())


@st.cache_resource(max_entries=2, show_spinner="Opening the recogniser …")
def _other(name: str, changed: int, size: int):
    from facevae.recognition import onnx

    return onnx.open_embedder(name)


def title() -> str:
    """What to call it in a sentence, as Markdown."""
    return f"“{plain(chosen() or state.model())}”"


def size() -> int:
    """Side of the faces to cut for it, in pixels."""
    return embedder().side if chosen() else caches.codec().config.size


def vectors(pictures: np.ndarray) -> np.ndarray:
    """Vectors of unit length (N, d), kept for the last few dozen pictures."""
    tool = embedder()
    return _vectors(tool.id, pictures.shape, np.ascontiguousarray(pictures).tobytes(), tool)


@st.cache_data(max_entries=64, show_spinner=False)
def _vectors(embedder_id: str, shape: tuple[int, ...], content: bytes, _embedder) -> np.ndarray:
    return _embedder.embed(np.frombuffer(content, np.uint8).reshape(shape))
