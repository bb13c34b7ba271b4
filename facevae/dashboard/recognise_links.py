"""The four questions of the Recognise page, and how other pages lead to one of them with a face."""

import streamlit as st

from facevae.dashboard import face_source, navigation

SAME, WHO, EXPRESSION, HOW_GOOD = (
    "Are these the same person?",
    "Who is this?",
    "What expression is it?",
    "How good is this model?",
)
TABS = (SAME, WHO, EXPRESSION, HOW_GOOD)
TAB = "recognise-tab"  # kept while the user looks at other pages
# What a face's card offers: question, words on its button, icon.
ASKED = (
    (SAME, "Compare with another", ":material/people:"),
    (WHO, "Who is this?", ":material/person_search:"),
    (EXPRESSION, "What expression is it?", ":material/sentiment_satisfied:"),
)
SOURCES = {SAME: "same-first", WHO: "who", EXPRESSION: "expression"}  # keys of the questions' first face


def ask(question: str, set_name: str | None = None, face_id: str | None = None) -> None:
    """Open the page at a question, with that face of a set chosen."""
    st.session_state[TAB] = question
    if face_id:
        face_source.pin(SOURCES[question], set_name, face_id)
    st.switch_page(navigation.path("recognise"))
