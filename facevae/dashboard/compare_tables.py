"""Settings that differ between runs, and how well the runs do, in one table that sorts; and the exports."""

from typing import Any

import streamlit as st

from facevae.dashboard import setting_fields, training_view
from facevae.dashboard.messages import telling_errors

# Figures worth a column, each as the best a run has reached.
FIGURES = {
    "validation_loss": "Validation loss",
    "validation_psnr": "Validation PSNR",
    "validation_kl": "Validation KL",
    "validation_expression_accuracy": "Expression told",
    "loss": "Loss",
}
AS_CHOSEN = "as chosen"


def show(found: dict[str, Any]) -> list[int]:
    """The table; gives the runs' places in the order they are to stand in.

    Args:
        found: what `compare.compare` gives.
    """
    columns = _columns(found)
    orders = [AS_CHOSEN, *(title for title, values in columns.items() if _sortable(values))]
    by = st.selectbox("Order", orders, key="compare-order", persist_state="session", width=280)
    order = _order(columns.get(by), len(found["runs"]), descending=by in _more_is_better())
    if found["settings"]:
        st.caption("Settings that differ, then the best each run has reached. A click on a heading sorts.")
    else:
        st.caption("All settings are the same. The figures are the best each run has reached.")
    rows = [{title: values[place] for title, values in columns.items()} for place in order]
    st.dataframe(rows, hide_index=True, placeholder="–", column_config=_formats(columns))
    return order


def _columns(found: dict[str, Any]) -> dict[str, list[Any]]:
    """A list of values, one a run, by the column's title."""
    runs = found["runs"]
    columns: dict[str, list[Any]] = {
        "Run": [row["run"] for row in runs],
        "State": [training_view.BADGES[row["state"]][0] for row in runs],
    }
    labels = {
        setting.name: setting.label for group in setting_fields.sections().values() for setting in group
    }
    for name, values in found["settings"].items():
        columns[labels.get(name, name.capitalize())] = [_shown(value) for value in values]
    for figure, title in FIGURES.items():
        if figure in found["metrics"]:
            columns[title] = [best and best["best"] for best in found["metrics"][figure]]
    columns["Steps"] = [row["step"] for row in runs]
    columns["Minutes"] = [row["seconds"] and row["seconds"] / 60 for row in runs]
    columns["Images/s"] = [row["images_per_s"] for row in runs]
    return columns


def _shown(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if isinstance(value, int | float | str) else None


def _sortable(values: list[Any]) -> bool:
    there = [value for value in values if value is not None]
    return len({type(value) is str for value in there}) == 1 and len(set(there)) > 1


def _more_is_better() -> set[str]:
    from facevae.training.compare import more_is_better

    return {title for figure, title in FIGURES.items() if more_is_better(figure)} | {"Images/s"}


def _order(values: list[Any] | None, count: int, *, descending: bool) -> list[int]:
    """Places in the order of these values; runs without one stand last."""
    if values is None:
        return list(range(count))
    known = [place for place in range(count) if values[place] is not None]
    known.sort(key=lambda place: values[place], reverse=descending)
    return known + [place for place in range(count) if values[place] is None]


def _formats(columns: dict[str, list[Any]]) -> dict[str, Any]:
    number = st.column_config.NumberColumn
    formats = {title: number(format="%.5g") for title in FIGURES.values()}
    formats |= {"Run": st.column_config.TextColumn(pinned=True), "Validation PSNR": number(format="%.2f dB")}
    formats |= {"Minutes": number(format="%.1f"), "Images/s": number(format="%.0f")}
    return {title: kind for title, kind in formats.items() if title in columns}


def exports(names: list[str]) -> None:
    """The runs' curves as files for other programs."""
    from facevae.home import runs_dir
    from facevae.training import export
    from facevae.training.run import Run

    with st.container(horizontal=True):
        st.download_button(
            "Curves as CSV",
            lambda: export.csv([Run.open(name) for name in names]),
            "runs.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        write = st.button(
            "For TensorBoard", icon=":material/monitoring:", help="Event files in the runs' folders."
        )
    if write:
        with telling_errors():
            bar = st.progress(0.0, "Writing event files …")
            for done, name in enumerate(names, 1):
                export.to_tensorboard(Run.open(name))
                bar.progress(done / len(names), f"Writing event files, {done} of {len(names)}")
            bar.empty()
            st.session_state["compare-exported"] = list(names)
    if st.session_state.get("compare-exported") == list(names):
        st.code(f'tensorboard --logdir "{runs_dir()}"', language="bash", wrap_lines=True)
