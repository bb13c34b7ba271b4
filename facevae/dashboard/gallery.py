"""The faces of a set, page by page, narrowed down by what is known of them."""

import numpy as np
import streamlit as st

from facevae.dashboard import marking, opened
from facevae.dashboard.face_card import face_card
from facevae.dashboard.picker import face_buttons
from facevae.dashboard.words import count
from facevae.data import marks
from facevae.data.labels import EXPRESSIONS, SPLITS
from facevae.data.marks import EXCLUDED, TAGS

PAGE = 60


@st.cache_data(max_entries=8, show_spinner=False)
def _labels(stamp: str, _faces) -> dict[str, np.ndarray]:
    names = ["identity", "expression", "split", *([TAGS] if TAGS in _faces.columns else [])]
    return {name: _faces.column(name).to_numpy() for name in names}


@st.cache_data(max_entries=8, show_spinner=False)
def _people(version: str, _identities: np.ndarray) -> list[str]:
    known = _identities[_identities != np.array(None)]
    names, counts = np.unique(known.astype(str), return_counts=True)
    return names[np.argsort(-counts, kind="stable")].tolist()


def _filters(faces, labels: dict[str, np.ndarray]) -> dict[str, str | None]:
    """One chosen value by column; None for all."""
    chosen: dict[str, str | None] = {}
    options = {
        "identity": ("Identity", _people(faces.version, labels["identity"])),
        "expression": ("Expression", [name for name in EXPRESSIONS if (labels["expression"] == name).any()]),
        "split": ("Split", [name for name in SPLITS if (labels["split"] == name).any()]),
    }
    shown = {name: option for name, option in options.items() if len(option[1]) > 1}
    marked = [*marks.tags(faces.facts), *([EXCLUDED] if len(faces.excluded) else [])]
    if marked:
        shown[TAGS] = ("Tag", marked)
    for place, (name, (title, values)) in zip(st.columns(max(3, len(shown))), shown.items(), strict=False):
        chosen[name] = place.selectbox(
            title,
            values,
            index=None,
            placeholder="all",
            key=f"gallery-{name}-{faces.content}",
            persist_state="session",
        )
    return chosen


def matching(
    labels: dict[str, np.ndarray], chosen: dict[str, str | None], excluded: np.ndarray
) -> np.ndarray:
    """Positions of the faces that have all chosen values; those excluded only where these are chosen."""
    keep = np.ones(len(labels["split"]), bool)
    keep[excluded] = False
    if chosen.get(TAGS) == EXCLUDED:
        keep = ~keep
    for name, value in chosen.items():
        if name == TAGS and value != EXCLUDED and value is not None:
            keep &= marks.has(labels[name], value)
        elif value is not None and value != EXCLUDED:
            keep &= labels[name] == value
    return np.flatnonzero(keep)


@st.cache_data(max_entries=8, show_spinner=False)
def _as_read(
    stamp: str, chosen: dict[str, str | None], brought: int, _rows: np.ndarray, _faces
) -> np.ndarray:
    """The faces of a group by the names of their files, whatever was brought in first."""
    return _faces.as_read(_rows)


def _captions(faces, rows: np.ndarray, labels: dict[str, np.ndarray]) -> list[str]:
    column = "expression" if faces.facts.get("kind") == "generated" else "identity"
    column = column if (labels[column] != np.array(None)).any() else "expression"
    return [str(value or "").replace("_", " ") for value in labels[column][rows]]


def _told(faces, rows: np.ndarray, chosen: dict[str, str | None], brought: bool) -> None:
    """How many faces are shown, what is left out, and what can be said of those that were picked out."""
    marking.last_change(faces)
    text, out = count(len(rows), "face"), len(faces.excluded)
    if chosen.get(TAGS) == EXCLUDED:
        text += ", left out of maps, training and evaluation"
    elif out:
        text += f"; {out:,} of the set excluded"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(text, width="content")
        if len(rows) and (brought or any(chosen.values())):
            marking.tools(faces, faces.column("face_id").iloc[rows].tolist(), "gallery")


def gallery(faces) -> None:
    """Filters, one page of faces, and the pages' numbers."""
    labels = _labels(faces.stamp, faces)
    chosen = _filters(faces, labels)
    rows = matching(labels, chosen, faces.excluded)
    if brought := opened.known(faces):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"Of the {len(brought):,} faces chosen on the latent map:", width="content")
            st.button(
                "Show all faces",
                icon=":material/close:",
                type="tertiary",
                on_click=opened.put_away,
                key="gallery-all",
            )
        rows = rows[np.isin(rows, faces.positions(brought))]
    if brought or any(chosen.values()):
        rows = _as_read(faces.stamp, chosen, hash(tuple(brought)), rows, faces)
    pages = max(1, -(-len(rows) // PAGE))
    key = f"gallery-page-{faces.content}-{chosen}-{len(brought)}"  # other filters begin at page 1
    first = (st.session_state.get(key, 1) - 1) * PAGE
    shown = rows[first : first + PAGE]
    _told(faces, rows, chosen, bool(brought))
    pictures = np.asarray(faces.pixels[shown])
    ids = faces.column("face_id").iloc[shown].tolist()
    captions = _captions(faces, shown, labels)
    picked = face_buttons(pictures, values=ids, labels=captions, size=96, key=f"gallery-{faces.name}")
    if pages > 1:
        st.pagination(pages, key=key, persist_state="session")
    if picked:
        face_card(picked, faces.name)
