"""The fixed faces of several runs under one another, as each run draws them."""

import streamlit as st

from facevae.dashboard import sharpening
from facevae.dashboard.faces import strip_html
from facevae.dashboard.messages import plain

SIZE = 72
A_PAGE = 10  # runs


def show(names: list[str]) -> None:
    """Originals, then a row a run; another row of originals wherever a run was given other faces."""
    from facevae.training.run import Run

    samples = {name: dict(Run.open(name).samples()) for name in names}
    steps = sorted({step for found in samples.values() for step in found})
    if not steps:
        st.caption("No run has drawn anything yet.")
        return
    step = steps[-1]
    if len(steps) > 1:
        step = st.select_slider(
            "At step, or the last before it",
            steps,
            value=steps[-1],
            key=f"compare-step-{steps[-1]}",
            format_func=lambda step: f"{step:,}",
        )
    drawn = [name for name in names if any(at <= step for at in samples[name])]
    page = st.pagination(-(-len(drawn) // A_PAGE), key="compare-page") if len(drawn) > A_PAGE else 1
    before = ""
    for name in drawn[A_PAGE * (page - 1) : A_PAGE * page]:
        at = max(at for at in samples[name] if at <= step)
        path = samples[name][at]
        originals, rows = _strips(str(path), path.stat().st_mtime_ns)
        if originals != before:
            st.caption("Originals")
            st.html(originals)
            before = originals
        st.markdown(f"**{plain(name)}** · step {at:,}")
        st.html(rows)


@st.cache_data(max_entries=256, show_spinner=False)
def _strips(path: str, written: int) -> tuple[str, str]:
    from pathlib import Path

    originals, reconstructions = sharpening.pairs(Path(path))
    return strip_html(originals, size=SIZE), strip_html(reconstructions, size=SIZE)
