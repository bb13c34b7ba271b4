"""See a face beside what the model makes of it."""

from functools import partial

import numpy as np
import streamlit as st

from facevae.dashboard import (
    caches,
    comparison,
    found,
    model_gate,
    opened,
    page,
    reconstruct_view,
    state,
    uploads,
)
from facevae.dashboard.messages import plain
from facevae.dashboard.picker import face_picker
from facevae.training import cards


def from_user(pictures: list, card: dict) -> None:
    """The faces of the user's pictures: choose one, see it outlined and reconstructed."""
    crops = np.concatenate([picture.crops for picture in pictures])
    values = [value for picture in pictures for value in picture.values]
    spatial = reconstruct_view.with_detail()
    result = reconstruct_view.of_pictures(crops, spatial)
    number = 0
    if len(values) > 1:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"{len(values)} faces over their reconstructions: choose one.", width="content")
            st.download_button(
                "Download all",
                partial(comparison.sheet, result.x, result.x_hat),
                "original-generated.png",
                "image/png",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )
        chosen = face_picker(result.x, result.x_hat, values=values, key="rec-found", size=72)
        number = values.index(chosen)
    whose = np.repeat(np.arange(len(pictures)), [len(picture.crops) for picture in pictures])[number]
    picture = pictures[whose]
    outlined = found.outlined(picture, picture.values.index(values[number]))
    reconstruct_view.show(result, number, picture.name, card, outlined, spatial)


def from_set(card: dict) -> None:
    """Faces of the active set to try, held-out ones where there are enough."""
    faces = caches.face_set()
    known = caches.to_show(faces)
    turn = st.session_state.get("rec-turn", 0)
    count = min(len(known), reconstruct_view.SHOWN)
    rows = np.random.default_rng(turn).choice(known, count, replace=False)
    face_ids, where = faces.column("face_id").iloc[rows].tolist(), "Or one of these from the set"
    if brought := opened.known(faces)[: 2 * reconstruct_view.SHOWN]:
        face_ids, rows, where = brought, faces.positions(brought), "Chosen on the latent map, from"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{where} “{plain(faces.name)}”:", width="content")
        if st.button("Others", icon=":material/shuffle:", type="tertiary"):
            opened.put_away()
            st.session_state["rec-turn"] = turn + 1
            st.rerun()
    chosen = face_picker(faces.pixels[rows], values=face_ids, key="rec-set", size=64)
    spatial = reconstruct_view.with_detail()
    result = caches.reconstructed(face_ids, spatial=spatial)
    reconstruct_view.show(result, face_ids.index(chosen), chosen, card, spatial=spatial)


page.begin("Reconstruct", "Drop a picture: the model draws its face again from a few numbers.")
st.html(reconstruct_view.LOOK)
if model_gate.model_is_there():
    card = cards.read(state.model())
    pictures = uploads.faces_of_user("rec", card["size"])
    if pictures:
        from_user(pictures, card)
    elif state.face_set():
        from_set(card)
