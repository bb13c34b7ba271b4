"""What FaceVAE is, shown on faces: the model at work, where to go, a small map."""

import streamlit as st

from facevae.dashboard import navigation, page, showcase, state
from facevae.dashboard.messages import telling_errors
from facevae.dashboard.model_card import one_line

DOORS = [
    ("data", ":material/add_photo_alternate:", "Bring faces", "Your photographs, or faces drawn for you."),
    ("train", ":material/model_training:", "Train", "Watch a model learn to draw them again."),
    ("latent_map", ":material/scatter_plot:", "Explore", "See how the model orders all faces."),
]


def doors() -> None:
    for place, (name, icon, title, text) in zip(st.columns(len(DOORS)), DOORS, strict=True):
        with place.container(border=True, height="stretch", key=f"fv-door-{name}"):
            st.page_link(navigation.path(name), label=f"**{title}**", icon=icon)
            st.caption(text)


page.begin("FaceVAE", "Turn faces into a few numbers, see what the numbers keep, make new faces from them.")
if state.face_set() is None:
    showcase.first_faces()
else:
    showcase.strip()
doors()
if state.face_set() and state.model():
    from facevae.training import cards

    with telling_errors():
        showcase.small_map()
        st.caption("Faces that the model finds alike stand near each other (PCA of the latents).")
    st.markdown(f":material/deployed_code: {one_line(state.model(), cards.read(state.model()))}")
