"""The models there are: figures beside baselines, which one is active, terms."""

import streamlit as st

from facevae.dashboard import navigation, page, state
from facevae.dashboard.messages import empty_state
from facevae.dashboard.model_gallery import model_gallery

page.begin("Models", "What each model can do, measured on faces it never saw.")
names = state.model_names()
if names:
    model_gallery(names)
elif empty_state(
    "No models yet",
    "Here you will see every model you train, with its figures and what it was trained on.",
    "Train one",
    icon=":material/deployed_code:",
):
    st.switch_page(navigation.path("train"))
