"""The fixed faces of a run with their reconstructions, from the first step to the newest."""

from pathlib import Path

import numpy as np
import streamlit as st

from facevae.dashboard.faces import strip_html

SIZE = 80


def show(run) -> None:
    """The faces at a step; the slider follows the newest until it is moved back."""
    samples = dict(run.samples())
    if not samples:
        st.skeleton(height=2 * SIZE)
        return
    step = _step(run.name, list(samples))
    st.html(_strip(str(samples[step]), samples[step].stat().st_mtime_ns))


def _step(name: str, steps: list[int]) -> int:
    key, newest = f"train-step-{name}", f"train-newest-{name}"
    shown = st.session_state.get(key)
    if shown not in steps or shown == st.session_state.get(newest):
        st.session_state[key] = steps[-1]
    st.session_state[newest] = steps[-1]
    if len(steps) == 1:
        st.caption(f"Originals over reconstructions, step {steps[0]:,}")
        return steps[0]
    return st.select_slider(
        "Originals over reconstructions at step", steps, key=key, format_func=lambda step: f"{step:,}"
    )


@st.cache_data(max_entries=128, show_spinner=False)
def _strip(path: str, written: int) -> str:
    originals, reconstructions = pairs(Path(path))
    return strip_html(originals, reconstructions, size=SIZE)


def pairs(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Originals and reconstructions (N, S, S, 3) out of a run's picture of two rows."""
    from PIL import Image

    with Image.open(path) as image:
        sheet = np.asarray(image.convert("RGB"))
    side = sheet.shape[0] // 2
    faces = sheet.reshape(2, side, -1, side, 3).transpose(0, 2, 1, 3, 4)
    return faces[0], faces[1]
