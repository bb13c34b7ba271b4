import pytest
import streamlit as st

from facevae.dashboard import state
from facevae.data import generated
from facevae.home import write_json


@pytest.fixture(autouse=True)
def fresh_session():
    st.session_state.clear()
    yield
    st.session_state.clear()


@pytest.fixture
def two_sets(own_home):
    for name in ("first", "second"):
        generated.make(name, 2, size=16)


def test_without_a_choice_the_newest_set_is_active(two_sets):
    assert state.face_set() == "second"


def test_a_choice_outlives_the_session(two_sets):
    state.choose_face_set("first")
    st.session_state.clear()
    assert state.face_set() == "first"


def test_a_deleted_set_is_no_longer_active_nor_named(two_sets, own_home):
    from facevae.data import faceset

    state.choose_face_set("first")
    faceset.delete("first")
    assert state.face_set() == "second"
    assert "first" not in (own_home / "active.json").read_text()


def test_a_damaged_memory_is_ignored(two_sets, own_home):
    (own_home / "active.json").write_text("{")
    assert state.face_set() == "second"


def test_nothing_is_active_where_there_is_nothing(own_home):
    assert state.face_set() is None


def test_until_one_is_chosen_the_model_suits_the_faces(own_home, monkeypatch):
    from facevae.data import generated
    from facevae.training import cards

    learned_from = {"drawn": "generated", "taught": "photographs", "photographed": "photographs"}
    monkeypatch.setattr(cards, "names", lambda: list(learned_from))
    monkeypatch.setattr(cards, "read", lambda name: {"data": {"kind": learned_from[name]}})
    monkeypatch.setattr(cards, "has_part", lambda name, part: name == "taught" and part == "identity")
    assert state.model() == "drawn"
    faces = generated.make("faces", 4, size=16)
    assert state.model() == "drawn"
    write_json(faces.folder / "facts.json", faces.facts | {"kind": "photographs"})
    assert state.model() == "photographed"
    learned_from.pop("photographed")
    assert state.model() == "taught"
    state.choose_model("drawn")
    assert state.model() == "drawn"
