"""The card of one face, the same wherever a face is opened."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches, marking, state
from facevae.dashboard.faces import face_strip, face_triptych
from facevae.dashboard.messages import plain, telling_errors


def known(row: dict) -> list[tuple[str, str]]:
    """What the index knows of a face, as (what, value); what is missing is left out."""
    box = [row.get(edge) for edge in ("x0", "y0", "x1", "y1")]
    found = None
    if all(edge is not None and np.isfinite(edge) for edge in box):
        x0, y0, x1, y1 = box
        found = f"{x1 - x0:.0f} × {y1 - y0:.0f} px at {x0:.0f}, {y0:.0f}"
    facts = [
        ("Identity", row.get("identity")),
        ("Expression", row.get("expression")),
        ("Tags", row.get("tags")),
        ("Split", row.get("split")),
        ("Source", row.get("source")),
        ("Found", found),
        ("Id", row.get("face_id")),
    ]
    return [(what, str(value)) for what, value in facts if value is not None]


@st.dialog("Face", width="medium")
def face_card(face_id: str, set_name: str | None = None) -> None:
    """Picture, reconstruction and error, where the face came from, and how well the model keeps it."""
    with telling_errors():
        faces = caches.face_set(set_name)
        position = int(faces.positions([face_id])[0])
        picture = np.array(faces.pixels[position])
        if state.model() is None:
            face_strip(picture[None], size=192)
        else:
            _reconstruction(face_id, set_name)
        row = faces.index.iloc[position].to_dict()
        if position in faces.excluded:
            st.markdown("Excluded: left out of maps, training and evaluation.")
        st.markdown("\n".join(f"- {what}: {plain(value)}" for what, value in known(row)))
        with st.container(horizontal=True):
            marking.tools(faces, [face_id], "card")
        if state.model():
            _questions(faces.name, face_id)


def _questions(set_name: str, face_id: str) -> None:
    """Ways to ask the Recognise page about the face."""
    from facevae.dashboard import recognise_links

    with st.container(horizontal=True):
        for question, words, icon in recognise_links.ASKED:
            if st.button(words, icon=icon, key=f"ask-{question}"):
                recognise_links.ask(question, set_name, face_id)


def _reconstruction(face_id: str, set_name: str | None) -> None:
    from facevae.figures.error import error_picture

    result = caches.reconstructed([face_id], set_name)
    face_triptych(result.x[0], result.x_hat[0], error_picture(result.x[0], result.x_hat[0]), size=192)
    st.caption(
        f"{plain(state.model())}: PSNR {result.psnr[0]:.1f} dB, SSIM {result.ssim[0]:.3f}, "
        f"KL {result.kl[0]:.0f} nats"
    )
