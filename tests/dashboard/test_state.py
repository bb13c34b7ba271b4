import pytest
import streamlit as st

from facevae.dashboard import state
from facevae.data import generated


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


def test_a_deleted_set_is_no_longer_active(two_sets):
    from facevae.data import faceset

    state.choose_face_set("first")
    faceset.delete("first")
    assert state.face_set() == "second"


def test_a_damaged_memory_is_ignored(two_sets, own_home):
    (own_home / "active.json").write_text("{")
    assert state.face_set() == "second"


def test_nothing_is_active_where_there_is_nothing(own_home):
    assert state.face_set() is None
