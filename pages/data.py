"""Face sets: bring faces in, look at them, see what an import refused."""

import streamlit as st

from facevae.dashboard import bringing, caches, page, showcase, state
from facevae.dashboard.bring import bring_panel
from facevae.dashboard.gallery import gallery
from facevae.dashboard.ledger_view import ledger_view
from facevae.dashboard.messages import empty_state, plain, say_error
from facevae.dashboard.set_card import SHOWN, caption, deletion, set_card
from facevae.errors import FaceSetError


def shown_set(names: list[str]) -> str:
    """The set to show: the active one, or one without faces that was just brought in or chosen."""
    shown = st.session_state.get(SHOWN)
    empty = shown in names and shown not in state.face_set_names()
    return shown if empty else state.face_set() or names[0]


def choose() -> None:
    st.session_state[SHOWN] = st.session_state["data-set"]
    state.choose_face_set(st.session_state["data-set"])


def sets(names: list[str]) -> None:
    """The sets to choose from, and the way to a new one."""
    st.button(
        "Bring faces",
        type="secondary" if bringing.is_open() else "primary",
        disabled=bringing.is_open(),
        icon=":material/add:",
        width="stretch",
        key="bring",
        on_click=bringing.open_panel,
    )
    st.session_state["data-set"] = shown_set(names)
    captions = [caption(name) for name in names]
    st.radio("Face sets", names, format_func=plain, captions=captions, key="data-set", on_change=choose)


def one_set(name: str) -> None:
    """A set: its faces, its import, its facts."""
    try:
        faces = caches.face_set(name)
    except FaceSetError as error:
        say_error(error)
        deletion(name)
        return
    imported = (faces.folder / "ledger.parquet").exists()
    views = [*(["Faces"] if len(faces) else []), *(["Import"] if imported else []), "About"]
    if st.session_state.get("data-view") not in views:
        st.session_state["data-view"] = views[0]
    view = st.segmented_control(
        "View", views, key="data-view", label_visibility="collapsed", required=True, persist_state="session"
    )
    if view == "Import":
        from facevae.data.ledger import Ledger

        ledger_view(Ledger.open(faces.name))
    elif view == "About":
        set_card(faces)
    else:
        gallery(faces)


page.begin("Data", "Face sets: bring faces in, look at them, see what an import left out.")
bringing.finish()
names = state.face_set_names(empty=True)
if names:
    left, right = st.columns([1, 3], gap="large")
    with left:
        sets(names)
    with right:
        if bringing.is_open():
            bring_panel()
        else:
            one_set(shown_set(names))
elif bringing.is_open():
    bring_panel()
elif bringing.working():
    st.caption("They appear here when all of them are in. You can look at other pages meanwhile.")
elif not showcase.first_are_coming() and empty_state(
    "No faces yet",
    "Here you will see your face sets. Bring in photographs, or begin with faces of people who do not exist.",
    "Bring faces",
    icon=":material/photo_library:",
):
    bringing.open_panel()
    st.rerun()
