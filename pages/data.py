"""Face sets: bring faces in, look at them, see what an import refused."""

import streamlit as st

from facevae.dashboard import bringing, caches, page, state
from facevae.dashboard.bring import bring_panel
from facevae.dashboard.gallery import gallery
from facevae.dashboard.ledger_view import ledger_view
from facevae.dashboard.messages import empty_state
from facevae.dashboard.set_card import in_short, set_card


def sets(names: list[str]) -> None:
    """The sets to choose from, and the way to a new one."""
    st.button(
        "Bring faces",
        type="secondary" if bringing.is_open() else "primary",
        icon=":material/add:",
        width="stretch",
        key="bring",
        on_click=bringing.open_panel,
    )
    st.session_state["data-set"] = state.face_set()
    st.radio(
        "Face sets",
        names,
        captions=[in_short(caches.face_set(name).facts) for name in names],
        key="data-set",
        on_change=lambda: state.choose_face_set(st.session_state["data-set"]),
    )


def one_set() -> None:
    """The active set: its faces, its import, its facts."""
    faces = caches.face_set()
    views = ["Faces", "Import", "About"] if (faces.folder / "ledger.parquet").exists() else ["Faces", "About"]
    if st.session_state.get("data-view") not in views:
        st.session_state["data-view"] = "Faces"
    view = st.segmented_control("View", views, key="data-view", label_visibility="collapsed", required=True)
    if view == "Import":
        from facevae.data.ledger import Ledger

        ledger_view(Ledger.open(faces.name))
    elif view == "About":
        set_card(faces)
    else:
        gallery(faces)


page.begin("Data", "Face sets: bring faces in, look at them, see what an import left out.")
bringing.finish()
names = state.face_set_names()
if names:
    left, right = st.columns([1, 3], gap="large")
    with left:
        sets(names)
    with right:
        if bringing.is_open():
            bring_panel()
        else:
            one_set()
elif bringing.is_open():
    bring_panel()
elif empty_state(
    "No faces yet",
    "Here you will see your face sets. Bring in photographs, or begin with faces of people who do not exist.",
    "Bring faces",
    icon=":material/photo_library:",
):
    bringing.open_panel()
    st.rerun()
