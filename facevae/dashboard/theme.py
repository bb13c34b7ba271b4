"""Which of the two themes the browser shows."""

import streamlit as st


def dark() -> bool:
    return st.context.theme.type == "dark"
