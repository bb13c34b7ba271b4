"""Runs side by side: their curves over one another, what differs, how well they do, and their faces."""

import streamlit as st

from facevae.dashboard import compare_curves, compare_faces, compare_tables, plotly_js, run_panels
from facevae.dashboard.messages import telling_errors

FIRST = ("Loss", "Reconstruction", "KL", "PSNR")  # panels shown until others are chosen
REFRESH = 5.0  # seconds


def show(names: list[str], *, live: bool) -> None:
    """The comparison, kept fresh while any run may still grow."""
    plotly_js.provide()
    st.subheader("Side by side", anchor=False)
    st.fragment(_show, run_every=REFRESH if live else None)(names)


def _show(names: list[str]) -> None:
    from facevae.training import compare

    with telling_errors():
        found = compare.compare(names)
        names = [row["run"] for row in found["runs"]]
        colours = compare_curves.colours(len(names))
        compare_curves.show(names, colours, _panels(found["metrics"]))
        table, faces, files = st.tabs(["Settings and figures", "Faces", "Export"])
        with table:
            order = compare_tables.show(found)
        with faces:
            compare_faces.show([names[place] for place in order])
        with files:
            compare_tables.exports(names)


def _panels(logged) -> list[dict]:
    """The charts that were chosen, of those for which any run logged something."""
    every = [*run_panels.curves(logged), *run_panels.machine(logged)]
    there = {
        panel["title"]: panel for panel in every if {panel["training"], panel["validation"]} & set(logged)
    }
    default = [title for title in FIRST if title in there]
    chosen = st.multiselect(
        "Curves",
        list(there),
        default,
        key="compare-panels",
        persist_state="session",
        placeholder="Choose curves",
    )
    return [there[title] for title in chosen if title in there]
