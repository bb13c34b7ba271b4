"""Putting people into a gallery: from a face set, from the user's pictures, from the camera."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches, face_source, state, uploads, words
from facevae.dashboard.faces import face_strip
from facevae.dashboard.messages import plain
from facevae.dashboard.picker import face_choices
from facevae.dashboard.words import count
from facevae.dashboard.work import work

MOST = 48  # pictures of one person offered
ONE, MANY, OWN = "A person of the set", "Many people of the set", "My pictures"
DONE = "enrol-done"  # what was done, told once


def show(gallery) -> None:
    """The ways to enrol, those from a set where there is one with people in it."""
    faces = caches.face_set() if state.face_set() else None
    has_people = faces is not None and bool(face_source.people(faces.version, faces))
    ways = [ONE, MANY, OWN] if has_people else [OWN]
    way = OWN
    if len(ways) > 1:
        way = st.segmented_control(
            "Enrol",
            ways,
            default=ONE,
            required=True,
            key="enrol-way",
            label_visibility="collapsed",
            persist_state="session",
        )
    if way == ONE:
        _one(gallery, faces)
    elif way == MANY:
        _many(gallery, faces)
    else:
        _own(gallery)


def tell_done() -> None:
    """Say once who was enrolled."""
    if done := st.session_state.pop(DONE, None):
        st.success(done, icon=":material/check:")


def _one(gallery, faces) -> None:
    person = st.selectbox(
        f"Person of “{plain(faces.name)}”",
        face_source.people(faces.version, faces),
        format_func=lambda name: name.replace("_", " "),
        key=f"enrol-person-{faces.name}",
        persist_state="session",
        width=420,
    )
    rows = face_source.rows_of(faces.version, person, faces)[:MOST]
    face_ids = faces.column("face_id").iloc[rows].tolist()
    _marked(gallery, f"set-{person}", np.asarray(faces.pixels[rows]), face_ids, person.replace("_", " "))


def _own(gallery) -> None:
    pictures = uploads.faces_of_user("enrol", gallery.size)
    if not pictures:
        st.caption("Several pictures of one person, in different light and pose, are known again best.")
        return
    crops = np.concatenate([picture.crops for picture in pictures])
    values = [value for picture in pictures for value in picture.values]
    _marked(gallery, "own", crops, values, "")


def _marked(gallery, key: str, crops: np.ndarray, values: list[str], wish: str) -> None:
    """Faces to mark, a name for them, and the button."""
    chosen = values
    if len(values) > 1:
        st.caption("Mark the pictures to enrol; without a mark all of them are.")
        chosen = face_choices(crops, values=values, key=f"enrol-faces-{key}", size=72) or values
    else:
        face_strip(crops, size=96)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Name", wish, key=f"enrol-name-{key}", width=260, placeholder="who it is")
        pressed = st.button(
            f"Enrol {count(len(chosen), 'picture')}",
            type="primary",
            disabled=not name.strip(),
            key="enrol-go",
        )
    if pressed:
        marked = [crop for crop, value in zip(crops, values, strict=True) if value in set(chosen)]
        gallery.enrol(name, marked)
        _finish(f"{plain(name.strip())} is enrolled with {count(len(marked), 'picture')}.")


def _many(gallery, faces) -> None:
    names = face_source.people(faces.version, faces)
    counts = faces.column("identity").value_counts()
    left, right = st.columns(2)
    some = int(min(3, max(1, counts.max() - 1)))  # one at least stays out
    key = f"enrol-each-{faces.version}"
    each = left.number_input("Pictures of each", 1, 20, some, key=key, persist_state="session")
    with_enough = [name for name in names if counts[name] > each]
    wish = min(100, max(1, len(with_enough)))
    most = right.number_input("People at most", 1, 10_000, wish, key=f"enrol-most-{faces.version}-{each}")
    people = with_enough[:most]
    if not people:
        st.caption(f"Nobody of “{plain(faces.name)}” has more than {count(each, 'picture')}: choose fewer.")
        return
    st.caption(
        f"{words.people(len(people))} of “{plain(faces.name)}” with the first {count(each, 'picture')} of "
        "each; at least one of each stays out, to ask with."
    )
    if st.button(f"Enrol {words.people(len(people))}", type="primary", key="enrol-many"):
        rows = [face_source.rows_of(faces.version, person, faces)[:each] for person in people]
        named = [person.replace("_", " ") for person in people for _ in range(each)]
        with work("Enrolling") as progress:
            progress(0, 1, "Enrolling")
            gallery.enrol_many(named, faces.pixels[np.concatenate(rows)])
        _finish(f"{words.people(len(people))} with {count(each, 'picture')} each: enrolled.")


def _finish(said: str) -> None:
    st.session_state[DONE] = said
    st.rerun()
