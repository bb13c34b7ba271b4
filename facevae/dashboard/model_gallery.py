"""Checkpoints as cards: what they can do, what they were trained on, and which one is active."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches, model_card, model_separation, report_figures, setting_fields, state
from facevae.dashboard.faces import face_strip
from facevae.dashboard.messages import plain, telling_errors

FACES = 12


def model_gallery(names: list[str]) -> None:
    """All checkpoints, the active one first."""
    from facevae.training import cards

    active = state.model()
    for name in sorted(names, key=lambda name: name != active):
        with telling_errors(), st.container(border=True, key=f"fv-model-{name}"):
            _card(name, cards.read(name), name == active, cards.is_shipped(name))


def _card(name: str, card: dict, active: bool, shipped: bool) -> None:
    from facevae.training import cards

    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(card.get("title", name)), anchor=False, width="content")
        if active:
            st.badge("active", icon=":material/check:", color="primary", width="content")
        st.badge("comes with FaceVAE" if shipped else "your own", color="gray", width="stretch")
        if not active:
            st.button("Use", key=f"use-{name}", on_click=state.choose_model, args=(name,))
        if not shipped:
            _deletion(name)
    st.caption(f"{model_card.kind(card)} · {model_card.size(card)}")
    if active:
        _at_work()
    figures = [*card.get("figures", []), *report_figures.measured(name)]
    separation = [figure for figure in figures if model_card.task(figure) == model_separation.TASK]
    _figures([figure for figure in figures if figure not in separation])
    model_separation.show(name, card, separation)
    _facts(card, cards.config(name))


def _at_work() -> None:
    """Faces it has drawn from the prior; of an autoencoder, reconstructions."""
    coder = caches.codec()
    if coder.config.kind == "vae":
        face_strip(_drawn(coder.checkpoint.id, coder), size=88, one_line=True)
        st.caption("Faces it draws by itself, from random numbers.")
    elif state.face_set():
        faces = caches.face_set()
        rows = faces.rows()
        face_ids = faces.column("face_id").iloc[rows[caches.spread(len(rows), FACES)]].tolist()
        face_strip(caches.reconstructed(face_ids).x_hat, size=88, one_line=True)
        st.caption(f"What it makes of faces of “{plain(faces.name)}”.")


@st.cache_data(max_entries=8, show_spinner="Drawing …")
def _drawn(checkpoint_id: str, _codec) -> np.ndarray:
    return _codec.sample(FACES, seed=0, temperature=0.8)[1]


def _figures(figures: list[dict]) -> None:
    if figures:
        st.html(model_card.figures_html(figures))
    else:
        st.caption("Nothing was measured of this model.")


def _facts(card: dict, config: dict) -> None:
    with st.expander("Training, data and terms"):
        for title, key in (("Training", "training"), ("Data", "data")):
            facts = (f"{what.replace('_', ' ')} {value}" for what, value in (card.get(key) or {}).items())
            st.markdown(f"**{title}**: {plain(', '.join(facts) or 'not stated')}")
        if unlike := setting_fields.unlike_preset(config):
            preset = plain(config["preset"])
            st.markdown(
                f"**Network and last run, where the preset “{preset}” says otherwise today**: {plain(unlike)}"
            )
        st.markdown(f"**Made**: {plain(str(card.get('created', 'unknown')))}")
        st.markdown(f"**Terms**: {plain(card.get('terms') or 'not stated')}")


def _deletion(name: str) -> None:
    with st.popover("", icon=":material/delete:", help="Delete this model"):
        st.markdown(f"**{plain(name)}** and its run, curves and pictures will be gone for good.")
        st.button("Delete", key=f"delete-{name}", on_click=_delete, args=(name,))


def _delete(name: str) -> None:
    from facevae.training import cards

    with telling_errors():
        cards.delete(name)
