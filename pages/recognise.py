"""Who it is, with what expression, and how far to trust the answers."""

import streamlit as st

from facevae.dashboard import model_gate, navigation, page, recogniser
from facevae.dashboard.messages import telling_errors
from facevae.dashboard.recognise_links import EXPRESSION, HOW_GOOD, SAME, TAB, TABS, WHO

OPEN = "recognise-open"


def answer(question: str) -> None:
    """Show the tab of a question."""
    from facevae.dashboard import recognise_expression, recognise_report, recognise_same, recognise_who

    shown = {
        SAME: recognise_same.show,
        WHO: recognise_who.show,
        EXPRESSION: recognise_expression.show,
        HOW_GOOD: recognise_report.show,
    }
    with telling_errors():
        shown[question]()


def keep() -> None:
    """Remember the question while the user looks at other pages."""
    st.session_state[TAB] = st.session_state[OPEN]


page.begin("Recognise", "Faces told apart by the numbers that the model describes them with.")
st.html(navigation.HERE / "recognise.css")
if model_gate.model_is_there():
    recogniser.bar()
    tabs = st.tabs(TABS, default=st.session_state.get(TAB), key=OPEN, on_change=keep)
    for question, tab in zip(TABS, tabs, strict=True):
        if tab.open:
            with tab:
                answer(question)
