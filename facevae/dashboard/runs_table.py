"""All runs in a table: to open one, to compare several, to delete some."""

from contextlib import suppress
from datetime import datetime

import streamlit as st

from facevae.dashboard import compare_view, training_view, words
from facevae.dashboard.messages import say_error, telling_errors
from facevae.dashboard.run_facts import last_psnr
from facevae.errors import FaceVAEError, RunError

CHOSEN = "train-chosen-runs"
OPEN = "train-runs-open"


def show() -> None:
    """The table of runs, kept fresh while any waits or works, and the chosen ones side by side."""
    from facevae.training import queue
    from facevae.training import run as runs

    names = runs.names()
    if not names:
        return
    st.subheader("Runs", anchor=False)
    busy = False
    with telling_errors():
        busy = bool(queue.entries())
    st.fragment(_table, run_every=5.0 if busy else None)()
    chosen = [name for name in st.session_state.get(CHOSEN, []) if name in names]
    if len(chosen) > 1:
        compare_view.show(chosen, live=busy)


def _table() -> None:
    from facevae.training import dispatcher

    with telling_errors():
        dispatcher.wake()  # after a restart of the machine nobody else does
    rows = _rows()
    names = [row["Run"] for row in rows]
    chosen = st.session_state.get(CHOSEN, [])
    kept = [number for number, name in enumerate(names) if name in chosen]
    turn = st.session_state.get("train-runs-turn", 0)
    # A choice is of rows by their number: where runs come or go, the table is a new one with the same choice.
    table = st.dataframe(
        [{"open": "Open"} | row for row in rows],
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={"selection": {"rows": kept}},
        placeholder="–",
        key=f"train-runs-{turn}-{hash(tuple(names))}",
        column_config=_columns(names),
    )
    if name := st.session_state.pop(OPEN, None):
        training_view.open_run(name)
        st.rerun()
    now = [names[row] for row in table.selection.rows]
    if set(now) != set(chosen):
        st.session_state[CHOSEN] = now
        st.rerun()
    _bar(now)


def _columns(names: list[str]) -> dict:
    return {
        "open": st.column_config.ButtonColumn(
            "", type="tertiary", width="small", on_click=_open, args=(names,), key="train-runs-click"
        ),
        "progress": st.column_config.ProgressColumn("Done", max_value=100, format="%.0f %%"),
        "psnr": st.column_config.NumberColumn(
            "PSNR", format="%.1f dB", help="Of reconstructions of faces held out; more is better."
        ),
        "steps": st.column_config.NumberColumn("Steps", format="localized"),
        "started": st.column_config.DatetimeColumn("Started", format="distance"),
    }


def _open(names: list[str]) -> None:
    st.session_state[OPEN] = names[st.session_state["train-runs-click"]["row"]]


def _bar(chosen: list[str]) -> None:
    """What can be done with the chosen runs."""
    if len(chosen) < 2:
        st.caption("Choose two or more to compare them.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{words.count(len(chosen), 'run')} chosen", width="content")
        if st.button("Choose none", icon=":material/close:"):
            _forget()
        with st.popover(f"Delete {len(chosen)}", icon=":material/delete:"):
            st.markdown(
                f"Delete {words.count(len(chosen), 'run')} with their curves, snapshots and models? "
                "This cannot be undone."
            )
            if st.button("Delete them", icon=":material/delete:"):
                _delete(chosen)


def _forget() -> None:
    st.session_state[CHOSEN] = []
    st.session_state["train-runs-turn"] = st.session_state.get("train-runs-turn", 0) + 1
    st.rerun()


def _delete(names: list[str]) -> None:
    from facevae.training import lifecycle

    errors = []
    for name in names:
        try:
            lifecycle.delete(name)
        except FaceVAEError as error:
            errors.append(error)
    for error in errors:
        say_error(error)
    if not errors:
        _forget()


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
        "Note": run.note or None,
        "started": begun,
    }
