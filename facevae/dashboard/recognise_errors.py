"""The worst errors of a test, as pictures."""

import numpy as np
import streamlit as st

from facevae.dashboard.face_card import face_card
from facevae.dashboard.face_source import name_of, rows_of
from facevae.dashboard.picker import face_buttons

MOST = 12


def show(protocol: str, report: dict, faces) -> None:
    """Each kind of error as a strip; a press opens a face's card. Nothing where there is none."""
    worst = report[protocol].get("worst")
    if not worst:
        return
    st.subheader("Its worst errors", anchor=False)
    if protocol == "verification":
        threshold = report[protocol]["threshold"]
        passed = [pair for pair in worst["impostors"] if pair["score"] >= threshold]
        refused = [pair for pair in worst["genuine"] if pair["score"] < threshold]
        _pairs("Different people, taken for one", "strangers", passed, "first", "second", faces)
        _pairs("One person, taken for two", "same", refused, "first", "second", faces)
        if not passed and not refused:
            st.caption("None at the threshold of the test.")
    elif protocol == "identification":
        pairs = [error | {"match": _face_of(error["taken_for"], faces)} for error in worst]
        _pairs("Who was asked, over the person it was taken for", "named", pairs, "probe", "match", faces)
    else:
        _expressions(worst, faces)


def _pairs(title: str, key: str, pairs: list[dict], upper: str, lower: str, faces) -> None:
    """Pairs of faces over one another with their score."""
    pairs = [pair for pair in pairs if _known([pair[upper], pair[lower]], faces)][:MOST]
    if not pairs:
        return
    st.markdown(title)
    above, below = (faces.positions([pair[end] for pair in pairs]) for end in (upper, lower))
    picked = face_buttons(
        np.asarray(faces.pixels[above]),
        np.asarray(faces.pixels[below]),
        values=[pair[upper] for pair in pairs],
        labels=[
            f"{pair['score']:.2f}\n{_names(faces, a, b)}"
            for pair, a, b in zip(pairs, above, below, strict=True)
        ],
        size=84,
        key=f"worst-{key}",
    )
    if picked:
        face_card(picked, faces.name)


def _face_of(person: str, faces) -> str | None:
    """A picture of a person."""
    rows = rows_of(faces.version, person, faces)
    return faces.column("face_id").iloc[rows[0]] if len(rows) else None


def _names(faces, a: int, b: int) -> str:
    first, second = name_of(faces, a), name_of(faces, b)
    return first if first == second else f"{first}\n{second}"


def _expressions(worst: list[dict], faces) -> None:
    worst = [error for error in worst if _known([error["face"]], faces)][: 2 * MOST]
    if not worst:
        return
    st.markdown("What people called the face → what the model told, where it was surest")
    rows = faces.positions([error["face"] for error in worst])
    picked = face_buttons(
        np.asarray(faces.pixels[rows]),
        values=[error["face"] for error in worst],
        labels=[f"{error['label']} → {error['predicted']}" for error in worst],
        size=112,
        key="worst-expressions",
    )
    if picked:
        face_card(picked, faces.name)


def _known(face_ids: list[str], faces) -> bool:
    return set(face_ids) <= _ids(faces.version, faces)


@st.cache_data(max_entries=4, show_spinner=False)
def _ids(version: str, _faces) -> set[str]:
    return set(_faces.column("face_id"))
