"""The bar above the map: method, colour, settings, and the user's own face."""

from dataclasses import dataclass

import streamlit as st

from facevae.dashboard import caches, map_view
from facevae.dashboard.map_request import Request

ONE = "one colour"
ALL = "all"


@dataclass(frozen=True)
class Choice:
    """What the bar says: the map, its colour, and the place for the user's pictures."""

    request: Request
    colour: str | None
    own_faces: object


def show() -> Choice:
    """Draw the bar and read it."""
    from facevae.latents.projection import METHODS

    faces, codec = caches.face_set(), caches.codec()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        method = st.segmented_control(
            "Method",
            list(METHODS),
            default="pca",
            required=True,
            format_func=METHODS.get,
            key="map-method",
            persist_state="session",
        )
        colour = st.selectbox(
            "Colour by",
            [ONE, *(columns := map_view.colour_columns(faces))],
            index=1 if columns else 0,
            format_func=map_view.in_words,
            key=f"map-colour-{faces.name}",
            persist_state="session",
            width=200,
        )
        with st.popover("Settings", icon=":material/tune:"):
            settings = _settings(faces, method)
        own = st.popover("Place a face", icon=":material/person_pin_circle:")
    request = Request(faces.name, faces.version, codec.checkpoint.id, method, **settings)
    return Choice(request, None if colour == ONE else colour, own)


def _settings(faces, method: str) -> dict:
    """The settings that matter to the method; those of others stay at their defaults."""
    splits = [ALL, *(name for name in ("train", "validation", "test") if len(faces.rows(name)))]
    split = st.selectbox("Faces", splits, key="map-split", persist_state="session")
    settings: dict = {"split": None if split == ALL else split}
    if method == "tsne":
        about = "About how many neighbours each face keeps close; larger shows more of the whole."
        settings["perplexity"] = st.slider(
            "Perplexity", 2, 100, 30, help=about, key="map-perplexity", persist_state="session"
        )
    if method == "umap":
        about = "How many neighbours each face is tied to; larger shows more of the whole."
        settings["neighbours"] = st.slider(
            "Neighbours", 2, 100, 15, help=about, key="map-neighbours", persist_state="session"
        )
    if method != "pca":
        settings["seed"] = st.number_input("Seed", 0, 2**31 - 1, 0, key="map-seed", persist_state="session")
    return settings
