"""A test's figures by group, where the set says who belongs to which."""

import html

import streamlit as st

from facevae.dashboard.words import percent

FEW = 30  # below so many cases a figure is little more than chance
TITLES = {
    "accuracy": "right",
    "far": "false accepts",
    "frr": "false rejects",
    "rank1": "first match right",
}


def show(protocol: str, report: dict) -> None:
    """A small table a label column, such as gender; nothing where the set has none."""
    groups = report[protocol].get("groups")
    if not groups:
        return
    st.subheader("By group", anchor=False)
    for place, (column, values) in zip(st.columns(max(2, len(groups))), groups.items(), strict=False):
        place.html(table(column, values))
    of_splits = " n are the pictures asked in any of the splits." if report[protocol].get("splits") else ""
    st.caption(
        f"Figures from fewer than {FEW} cases are grey: they are little more than chance. A difference "
        "between groups may come from the model, from the pictures, or from who is in the set." + of_splits
    )


def table(column: str, values: dict[str, dict]) -> str:
    """One row a group with its n."""
    keys = [key for key in TITLES if any(key in figures for figures in values.values())]
    heads = "".join(f"<th>{TITLES[key]}</th>" for key in keys)
    rows = ""
    for name, figures in values.items():
        cells = "".join(f"<td>{_text(figures.get(key))}</td>" for key in keys)
        kind = ' class="fv-few"' if figures["n"] < FEW else ""
        group = html.escape(str(name).replace("_", " "))
        rows += f"<tr{kind}><td>{group}<span>n = {figures['n']:,}</span></td>{cells}</tr>"
    column = html.escape(column.replace("_", " "))
    return (
        '<div class="fv-scroll"><table class="fv-compared">'
        f"<tr><th>{column}</th>{heads}</tr>{rows}</table></div>"
    )


def _text(share: float | None) -> str:
    return "–" if share is None else percent(share)
