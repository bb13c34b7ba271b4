"""Tags on chosen faces, and leaving them out: the same wherever faces are chosen."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from facevae.dashboard.messages import plain, telling_errors
from facevae.dashboard.words import count
from facevae.data import marks

CHANGED = "marks-changed"


class Change(NamedTuple):
    """The last change of a set: what it was, and what takes it back."""

    set_name: str
    told: str
    undo: Callable


def tools(faces, face_ids: Sequence[str], key: str) -> None:
    """Buttons that tag these faces, exclude them or take them back."""
    excluded = np.isin(faces.positions(face_ids), faces.excluded)
    ids = np.asarray(face_ids, dtype=object)
    with st.popover("Tag", icon=":material/sell:", key=f"{key}-tag"), telling_errors():
        _tags(faces, ids.tolist(), key)
    if not excluded.all():
        about = "Leave these faces out of maps, training and evaluation, until you take them back."
        if st.button("Exclude", icon=":material/visibility_off:", help=about, key=f"{key}-exclude"):
            _exclude(faces, ids[~excluded].tolist())
    if excluded.any() and st.button("Take back", icon=":material/visibility:", key=f"{key}-back"):
        _take_back(faces, ids[excluded].tolist())


def last_change(faces) -> None:
    """What was changed last in this set, with the way back."""
    change = st.session_state.get(CHANGED)
    if change is None or change.set_name != faces.name:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(change.told, width="content")
        undo = st.button("Undo", icon=":material/undo:", key="marks-undo")
        if (
            st.button("", icon=":material/close:", type="tertiary", help="Keep it so.", key="marks-keep")
            or undo
        ):
            st.session_state.pop(CHANGED)
            with telling_errors():
                if undo:
                    change.undo(faces)
                st.rerun()


def _change(faces, told: str, change: Callable, undo: Callable) -> None:
    with telling_errors():
        change(faces)
        st.session_state[CHANGED] = Change(faces.name, told, undo)
        st.rerun()


def _exclude(faces, face_ids: list[str]) -> None:
    from facevae.data import marking

    told = f"{count(len(face_ids), 'face')} left out of maps, training and evaluation from now on."
    _change(
        faces,
        told,
        lambda faces: marking.exclude(faces, face_ids),
        lambda faces: marking.take_back(faces, face_ids),
    )


def _take_back(faces, face_ids: list[str]) -> None:
    from facevae.data import marking

    _change(
        faces,
        f"{count(len(face_ids), 'face')} taken back.",
        lambda faces: marking.take_back(faces, face_ids),
        lambda faces: marking.exclude(faces, face_ids),
    )


def _tags(faces, face_ids: list[str], key: str) -> None:
    """Which tags to put on the faces or to take off them."""
    texts = faces.column(marks.TAGS)[faces.positions(face_ids)] if marks.TAGS in faces.columns else []
    known = {word: marks.has(texts, word) for word in marks.tags(faces.facts)}
    own = f"{key}-{faces.stamp}"  # after a change one chooses anew
    chosen = st.pills("Tags", list(known), selection_mode="multi", key=f"{own}-tags") if known else []
    new = st.text_input("New tags", placeholder="several with commas", key=f"{own}-new", width=280)
    words = list(dict.fromkeys([*chosen, *filter(None, map(str.strip, new.split(",")))]))
    have = [f"{plain(word)} {has.sum():,}" for word, has in known.items() if has.any()]
    st.caption(f"Of {count(len(face_ids), 'face')}: {', '.join(have) or 'no tag'}.")
    with st.container(horizontal=True, gap="small"):
        if st.button("Put on", type="primary", disabled=not words, key=f"{key}-put"):
            _tag(faces, words, face_ids, known, on=True)
        if st.button("Take off", disabled=not words, key=f"{key}-off"):
            _tag(faces, words, face_ids, known, on=False)


def _tag(faces, words: list[str], face_ids: list[str], known: dict[str, np.ndarray], on: bool) -> None:
    """Tag the faces, or take tags off; the way back leaves alone those of which nothing changed."""
    from facevae.data import marking

    none = np.zeros(len(face_ids), bool)
    changed = {
        word: [f for f, has in zip(face_ids, known.get(word, none), strict=True) if has != on]
        for word in words
    }
    put, off = (marking.tag, marking.untag) if on else (marking.untag, marking.tag)

    def undo(faces):
        for word, own in changed.items():
            if own:
                off(faces, [marking.checked(word)], own)

    told = ", ".join(f"“{plain(word)}”" for word in words)
    way = "tagged" if on else "no longer tagged"
    _change(
        faces,
        f"{count(len(face_ids), 'face')} {way} {told}.",
        lambda faces: put(faces, words, face_ids),
        undo,
    )
