import streamlit as st

from facevae.dashboard import opened, state
from facevae.data import generated


def test_faces_handed_to_generate_are_those_to_edit(own_home, monkeypatch):
    faces = generated.make("drawn", 6, size=16)
    generated.make("newer", 2, size=16)
    first, second = faces.column("face_id")[:2]
    went = []
    monkeypatch.setattr(st, "switch_page", went.append)
    monkeypatch.setattr(st, "session_state", {})
    opened.open_page("generate", "drawn", [second, first])
    assert went and "generate" in str(went[0])
    assert st.session_state["studio-face-set-picked"] == second
    assert st.session_state["gen-view"] == "edit" and state.face_set() == "drawn"
    assert opened.known(faces) == [second, first]
