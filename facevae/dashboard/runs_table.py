"""All runs in a table, to compare and to open."""

from contextlib import suppress
from datetime import datetime

import streamlit as st

from facevae.dashboard import training_view
from facevae.dashboard.run_facts import last_psnr
from facevae.errors import FaceVAEError, RunError

WORKING = ("Starting", "Training", "Stopping")


def show() -> None:
    """The table of runs, kept fresh while one is at work; choosing a row opens the run above."""
    rows = _rows()
    if rows:
        st.subheader("Runs", anchor=False)
        working = any(row["State"] in WORKING for row in rows)
        st.fragment(_table, run_every=5.0 if working else None)()


def _table() -> None:
    rows = _rows()
    # A choice is the number of a row as the table stood when it was made.
    stood = st.session_state.get("train-runs-names", [])
    names = st.session_state["train-runs-names"] = [row["Run"] for row in rows]
    choice = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        placeholder="–",
        key=f"train-runs-{st.session_state.get('train-runs-turn', 0)}",
        column_config={
            "progress": st.column_config.ProgressColumn("Done", max_value=100, format="%.0f %%"),
            "psnr": st.column_config.NumberColumn(
                "Validation PSNR",
                format="%.1f dB",
                help="Of reconstructions of faces held out; more is better.",
            ),
            "steps": st.column_config.NumberColumn("Steps", format="localized"),
            "started": st.column_config.DatetimeColumn("Started", format="distance"),
        },
    )
    if choice.selection.rows:
        # A fresh table next time, so that the same row can be chosen again.
        st.session_state["train-runs-turn"] = st.session_state.get("train-runs-turn", 0) + 1
        training_view.open_run((stood or names)[choice.selection.rows[0]])
        st.rerun()


def _rows() -> list[dict]:
    from facevae.training import run as runs

    rows = []
    for name in runs.names():
        with suppress(FaceVAEError, OSError, ValueError, KeyError):  # deleted meanwhile, or no run of ours
            rows.append(_row(runs.Run.open(name)))
    return rows


def _row(run) -> dict:
    status, begun = run.status(), None
    try:
        config = run.config
    except RunError:  # damaged: listed, so that it can be deleted
        config = {}
    if "started" in status:
        begun = datetime.fromtimestamp(status["started"])
    steps = status.get("steps") or 0
    return {
        "Run": run.name,
        "State": training_view.BADGES[status["state"]][0],
        "progress": 100 * status.get("step", 0) / steps if steps else 0.0,
        "steps": status.get("step", 0),
        "Faces": config.get("data"),
        "Preset": config.get("preset"),
        "psnr": last_psnr(run.folder / "metrics.jsonl"),
        "started": begun,
    }
