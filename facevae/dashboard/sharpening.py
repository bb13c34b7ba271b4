"""The fixed faces of a run with their reconstructions, and faces drawn from fixed noise, through time."""

from pathlib import Path

import numpy as np
import streamlit as st

from facevae.dashboard.faces import strip_html

SIZE = 80


def show(run, live: bool = True) -> None:
    """The faces at a step; the slider follows the newest until it is moved back.

    Args:
        live: whether more may come.
    """
    samples = dict(run.samples())
    if not samples:
        if live:
            st.skeleton(height=2 * SIZE)
        return
    step = _step(run.name, list(samples))
    st.html(_strip(str(samples[step]), samples[step].stat().st_mtime_ns))
    drawn = run.folder / "samples" / f"drawn-{step:08d}.png"
    if drawn.exists():
        st.caption("New faces, out of the same noise at every step")
        st.html(_new(str(drawn), drawn.stat().st_mtime_ns))


def _step(name: str, steps: list[int]) -> int:
    if len(steps) == 1:
        st.caption(f"Originals over reconstructions, step {steps[0]:,}")
        return steps[0]
    held = st.session_state.get(f"train-held-{name}")
    # A new slider for each new picture: an old one would send its old place back.
    key = f"train-step-{name}-{steps[-1]}"
    return st.select_slider(
        "Originals over reconstructions at step",
        steps,
        value=held if held in steps else steps[-1],
        key=key,
        format_func=lambda step: f"{step:,}",
        on_change=_hold,
        args=(name, key, steps[-1]),
    )


def _hold(name: str, key: str, newest: int) -> None:
    step = st.session_state[key]
    st.session_state[f"train-held-{name}"] = None if step == newest else step


@st.cache_data(max_entries=128, show_spinner=False)
def _strip(path: str, written: int) -> str:
    originals, reconstructions = pairs(Path(path))
    return strip_html(originals, reconstructions, size=SIZE)


@st.cache_data(max_entries=128, show_spinner=False)
def _new(path: str, written: int) -> str:
    (faces,) = _rows(Path(path), 1)
    return strip_html(faces, alts=[f"new face {i + 1}" for i in range(len(faces))], size=SIZE)


def pairs(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Originals and reconstructions (N, S, S, 3) out of a run's picture of two rows."""
    originals, reconstructions = _rows(path, 2)
    return originals, reconstructions


def _rows(path: Path, count: int) -> np.ndarray:
    """The faces (count, N, S, S, 3) of a picture of so many rows of them."""
    from PIL import Image

    try:
        with Image.open(path) as image:
            sheet = np.asarray(image.convert("RGB"))
    except SyntaxError as error:  # what Pillow says of some broken files
        raise OSError(str(error)) from error
    side = sheet.shape[0] // count
    return sheet.reshape(count, side, -1, side, 3).transpose(0, 2, 1, 3, 4)
