"""Nothing but the live curves of one run (`?run=NAME`), refreshed twice a second."""

import streamlit as st

from facevae import home
from facevae.dashboard import live, plotly_js
from facevae.training.run import Run

st.set_page_config(layout="wide")
run = Run(home.runs_dir() / st.query_params["run"])
plotly_js.provide()
st.fragment(live.live_curves, run_every=0.5)(run)
