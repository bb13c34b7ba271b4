"""The people of a gallery with their pictures, and how they are removed."""

import streamlit as st

from facevae.dashboard.faces import face_strip
from facevae.dashboard.messages import plain, telling_errors
from facevae.dashboard.words import count

PAGE = 24  # people
PICTURES = 8  # of each


def show(gallery) -> None:
    """A place for each person, page by page."""
    people = gallery.people
    pages = -(-len(people) // PAGE)
    key = f"people-page-{gallery.name}"
    if st.session_state.get(key, 1) > pages:
        st.session_state[key] = pages
    first = (st.session_state.get(key, 1) - 1) * PAGE
    with st.grid(min_column_width=260, gap="small"):
        for person in people[first : first + PAGE]:
            with st.container(border=True):
                _person(gallery, person)
    if pages > 1:
        st.pagination(pages, key=key, persist_state="session")


def _person(gallery, person: str) -> None:
    pictures = gallery.pictures(person)
    with st.container(horizontal=True, vertical_alignment="center", key=f"person-{person}"):
        st.markdown(f"**{plain(person)}** · {count(len(pictures), 'picture')}", width="stretch")
        with st.popover("", icon=":material/person_remove:", help=f"Remove {plain(person)}"):
            st.markdown(f"**{plain(person)}** and all pictures of theirs will be gone for good.")
            st.button("Remove", key=f"remove-{person}", on_click=_remove, args=(gallery, person))
    face_strip(pictures[:PICTURES], size=56, one_line=True)


def _remove(gallery, person: str) -> None:
    with telling_errors():
        gallery.remove(person)
