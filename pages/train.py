"""Train a model on faces and watch it learn."""

import streamlit as st

from facevae.dashboard import navigation, page, runs_table, training_form, training_view

page.begin("Train", "A model learns to describe a face by a few numbers, and to draw it again from them.")
st.html(navigation.HERE / "training.css")
run = training_view.opened()
if run is None:
    training_form.show()
else:
    training_view.show(run)
runs_table.show()
